package dev.garrison.fleet.fleetserver;

/** An operation of the agent protocol: a bean. */
public interface Operation {
    Route route();

    /**
     * Runs on a worker thread and may block.
     *
     * @return null: it is answered later, by {@link AgentRequest#answer}
     * @throws ProtocolException the answer is an error
     */
    Answer handle(AgentRequest request);
}
