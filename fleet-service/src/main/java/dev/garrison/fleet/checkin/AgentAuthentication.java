package dev.garrison.fleet.checkin;

import dev.garrison.fleet.database.Database;
import dev.garrison.fleet.enrollmentkeys.EnrollmentKeyService;
import dev.garrison.fleet.fleetserver.AgentRequest;
import dev.garrison.fleet.fleetserver.ProtocolException;
import jakarta.enterprise.context.ApplicationScoped;

/** Tells agents by their access keys, with nothing cached: what was revoked a moment ago is refused. */
@ApplicationScoped
public class AgentAuthentication {
    private final Database database;
    private final EnrollmentKeyService enrollmentKeys;

    AgentAuthentication(Database database, EnrollmentKeyService enrollmentKeys) {
        this.database = database;
        this.enrollmentKeys = enrollmentKeys;
    }

    /** @throws ProtocolException as {@link #require(AgentRequest, Long)} */
    KnownAgent require(AgentRequest request) {
        return require(request, null);
    }

    /**
     * The agent that the path names.
     *
     * @param position what the agent says it has received, or null
     * @throws ProtocolException 401: the key is wrong, or the agent no longer active; 403: it is another agent's key
     */
    KnownAgent require(AgentRequest request, Long position) {
        return require(request, request.parameter("id"), position);
    }

    /**
     * The agent whose key it is.
     *
     * @throws ProtocolException as {@link #require(AgentRequest, Long)}
     */
    public void requireKeyOf(AgentRequest request, String agentId) {
        require(request, agentId, null);
    }

    private KnownAgent require(AgentRequest request, String agentId, Long position) {
        var key = request.apiKey();
        var agent = database.first(KnownAgent.BY_KEY, KnownAgent::read, position, key.id())
                .filter(found -> key.matches(found.keyHash()) && found.keyValid())
                .orElse(null);
        if (agent == null && enrollmentKeys.authenticate(key).isEmpty()) {
            throw new ProtocolException(401, "ErrUnauthorized", "unauthorized");
        }
        if (agent == null || !agent.id().equals(agentId)) {
            throw new ProtocolException(403, "ErrAgentIdentity", "Agent header contains wrong identifier");
        }
        if (!agent.active()) {
            throw new ProtocolException(401, "ErrAgentInactive", "Agent is inactive");
        }
        return agent;
    }

    /** Whether this key is a valid one, of an agent or for enrolment. */
    boolean isKnown(AgentRequest request) {
        var key = request.apiKey();
        return database.first(KnownAgent.BY_KEY, KnownAgent::read, null, key.id())
                        .filter(found -> key.matches(found.keyHash()) && found.keyValid())
                        .isPresent()
                || enrollmentKeys.authenticate(key).isPresent();
    }
}
