package dev.garrison.fleet.checkin;

import dev.garrison.fleet.fleetserver.AgentRequest;
import dev.garrison.fleet.fleetserver.ProtocolException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Which agents we speak with: none that is older than Fleet, none that is newer than we are. */
@ApplicationScoped
class AgentVersion {
    private static final Pattern USER_AGENT =
            Pattern.compile("elastic agent v?(\\d{1,4}\\.\\d{1,4}\\.\\d{1,4})([-+ ].*)?", Pattern.CASE_INSENSITIVE);
    private static final int[] OLDEST = {7, 13};

    private final int[] newest;

    AgentVersion(@ConfigProperty(name = "garrison.version") String ours) {
        newest = majorAndMinor(ours);
    }

    /**
     * @return such as {@code 8.18.0}, from the User-Agent header
     * @throws ProtocolException 400: no agent, or too old or too new a one
     */
    String require(AgentRequest request) {
        var header = request.header("User-Agent");
        var match = header == null ? null : USER_AGENT.matcher(header.strip());
        if (match == null || !match.matches()) {
            throw new ProtocolException(400, "InvalidUserAgent", "user-agent is invalid");
        }
        var version = match.group(1);
        var own = majorAndMinor(version);
        if (Arrays.compare(own, OLDEST) < 0 || Arrays.compare(own, newest) > 0) {
            throw new ProtocolException(400, "UnsupportedVersion", "version is not supported");
        }
        return version;
    }

    private static int[] majorAndMinor(String version) {
        var parts = version.split("\\.");
        return new int[] {Integer.parseInt(parts[0]), Integer.parseInt(parts[1])};
    }
}
