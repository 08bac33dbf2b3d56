package dev.garrison.endpoint.action;

import dev.garrison.platform.http.RequirePrivileges;
import dev.garrison.platform.secrets.Secrets;
import dev.garrison.platform.secrets.UnreadableSecretException;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import org.jboss.logging.Logger;

/** What response actions can do here: {@code /api/endpoint/action/state}. */
@Path("/api/endpoint/action/state")
public class ActionStateResource {
    private static final Logger LOG = Logger.getLogger(ActionStateResource.class);
    private static final String PROBE = "endpoint.action.state";

    private final Secrets secrets;

    ActionStateResource(Secrets secrets) {
        this.secrets = secrets;
    }

    @GET
    @RequirePrivileges(
            value = "securitySolution",
            anyOf = {
                "securitySolution-writeHostIsolation",
                "securitySolution-writeProcessOperations",
                "securitySolution-writeFileOperations",
                "securitySolution-writeExecuteOperations",
                "securitySolution-writeScanOperations"
            })
    public State state() {
        return new State(new Body(new Data(canEncrypt())));
    }

    /** Tried, not read from configuration: a key that is there but does not work would make every action fail. */
    private boolean canEncrypt() {
        try {
            return secrets.decrypt(PROBE, secrets.encrypt(PROBE, PROBE)).equals(PROBE);
        } catch (UnreadableSecretException | IllegalStateException e) {
            LOG.error("Secrets cannot be encrypted", e);
            return false;
        }
    }

    /** As the contract has it, with a {@code body} in the body. */
    public record State(Body body) {}

    public record Body(Data data) {}

    public record Data(boolean canEncrypt) {}
}
