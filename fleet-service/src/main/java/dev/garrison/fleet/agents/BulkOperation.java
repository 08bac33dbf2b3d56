package dev.garrison.fleet.agents;

import dev.garrison.fleet.actions.NewAction;
import dev.garrison.platform.http.ApiException;

/**
 * Something that is done to many agents: a bean.
 *
 * @param <R> what the client asked for; kept as JSON until the last batch is done
 */
interface BulkOperation<R> {
    /** Stable over releases: it names the operation in the database. */
    String name();

    Class<R> requestType();

    /** What the activity list shows from the beginning; each batch adds to it. */
    NewAction action(R request, String user);

    /** Leaves out agents that a KQL expression finds and that are not meant. */
    default void narrow(AgentFilter filter, R request) {
        // all of them are meant
    }

    /** Whether the caller waits for its first batch, where agents are given by KQL and are few. */
    default boolean isAnsweredWhenDone() {
        return true;
    }

    /**
     * Does it to these agents, in the caller's transaction. What is refused for one agent is written as its result.
     *
     * @throws ApiException nothing was to be written
     */
    void run(BulkBatch batch, R request);
}
