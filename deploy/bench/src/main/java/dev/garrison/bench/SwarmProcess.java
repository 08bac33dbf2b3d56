package dev.garrison.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.garrison.local.agent.AgentSwarm;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/**
 * Simulated agents in a process of their own, for a process may open only so many connections. It is told what to do line by line and
 * answers each line: {@code enroll TOKEN COUNT}, {@code await POLICY REVISION SECONDS}, {@code statistics}. It ends with its input.
 */
final class SwarmProcess {
    private final AgentSwarm swarm;

    private SwarmProcess(AgentSwarm swarm) {
        this.swarm = swarm;
    }

    /** @param args address of a Fleet Server */
    public static void main(String[] args) throws IOException {
        try (var swarm = AgentSwarm.of(List.of(URI.create(args[0])))
                        .ignorePolicyHosts()
                        .pollTimeout(Duration.ofMinutes(30))
                        .pause(Duration.ZERO)
                        .start();
                var input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            var process = new SwarmProcess(swarm);
            for (var line = input.readLine(); line != null; line = input.readLine()) {
                System.out.println(process.obey(line.split(" ")));
            }
        }
        System.exit(0); // Vert.x leaves threads behind
    }

    private String obey(String[] words) throws IOException {
        try {
            switch (words[0]) {
                case "enroll" -> swarm.enroll(words[1], Integer.parseInt(words[2]));
                case "await" ->
                    swarm.awaitPolicy(words[1], Long.parseLong(words[2]), Duration.ofSeconds(Long.parseLong(words[3])));
                case "statistics" -> {
                    return new ObjectMapper().writeValueAsString(swarm.statistics());
                }
                default -> throw new IllegalArgumentException("Unknown: " + words[0]);
            }
            return "ok";
        } catch (IllegalStateException | IllegalArgumentException e) {
            return "failed: " + e.getMessage();
        }
    }
}
