package dev.garrison.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.garrison.local.Stack;
import dev.garrison.local.agent.AgentSwarm;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.TimeUnit;

/** Agents in long poll on one replica of fleet-service: the memory that they cost, and how soon a new policy revision has reached all. */
final class AgentsBench {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int AT_POLICY_CHANGE = 10_000;

    private final HttpClient http = HttpClient.newHttpClient();
    private final Stack stack;
    private final String basic;

    private AgentsBench(Stack stack) {
        this.stack = stack;
        basic = "Basic "
                + Base64.getEncoder()
                        .encodeToString(("elastic:" + stack.elasticPassword()).getBytes(StandardCharsets.UTF_8));
    }

    /** @param count a process here may open 20,000 files at most, and each agent is one on either side */
    static void run(int count) throws IOException, InterruptedException {
        try (var stack = Stack.builder()
                .temporary()
                .only("security-service", "fleet-service", "gateway")
                .report(System.out::println)
                .start()) {
            new AgentsBench(stack).measure(count);
        }
    }

    private void measure(int count) throws IOException, InterruptedException {
        var fleet = pidOf("fleet-service");
        try (var swarm = AgentSwarm.of(stack.fleetServerUrls())
                .ignorePolicyHosts()
                .pollTimeout(Duration.ofMinutes(30))
                .start()) {
            var first = policy("first");
            var warm = swarm.enroll(token(first), 200); // classes, pools and caches
            swarm.awaitPolicy(first, 1, Duration.ofMinutes(1));
            settle();
            long before = residentKilobytes(fleet);

            var enrolled = enroll(swarm, first, Math.min(count, AT_POLICY_CHANGE) - warm.size());
            settle();
            timeOfNewRevision(swarm, first);
            if (count > AT_POLICY_CHANGE) {
                enrolled += enroll(swarm, policy("second"), count - AT_POLICY_CHANGE);
            }
            settle();
            long after = residentKilobytes(fleet);
            var parked = swarm.statistics().checkingIn();
            System.out.printf(
                    "%,d agents parked: RSS of fleet-service %,d MB, %,d MB more than with %d agents; %.0f agents per MB,"
                            + " %,d MB per 10,000%n",
                    parked,
                    after / 1024,
                    (after - before) / 1024,
                    warm.size(),
                    enrolled / Math.max(1.0, (after - before) / 1024.0),
                    (after - before) / 1024 * 10_000 / enrolled);
            System.out.println("requests that failed and were tried again: "
                    + swarm.statistics().failures());
        }
    }

    private int enroll(AgentSwarm swarm, String policyId, int count) throws IOException, InterruptedException {
        long start = System.nanoTime();
        var agents = swarm.enroll(token(policyId), count);
        long enrolled = System.nanoTime();
        swarm.await(agent -> agent.revision() >= 1, Duration.ofMinutes(5));
        System.out.printf(
                "%,d agents enrolled in %.1f s, all with their policy %.1f s later%n",
                count, seconds(enrolled - start), seconds(System.nanoTime() - enrolled));
        return agents.size();
    }

    private void timeOfNewRevision(AgentSwarm swarm, String policyId) throws IOException, InterruptedException {
        int parked = swarm.statistics().checkingIn();
        long start = System.nanoTime();
        call("PUT", "/api/fleet/agent_policies/" + policyId, "{\"name\":\"first\",\"namespace\":\"changed\"}");
        swarm.awaitPolicy(policyId, 2, Duration.ofMinutes(5));
        System.out.printf(
                "a new policy revision had reached and been applied by the last of %,d parked agents after %.1f s%n",
                parked, seconds(System.nanoTime() - start));
    }

    /** Long enough for the last answers to be followed by the next polls, and for buffers to be written. */
    private static void settle() throws InterruptedException {
        TimeUnit.SECONDS.sleep(8);
    }

    private static double seconds(long nanos) {
        return nanos / 1e9;
    }

    private String policy(String name) throws IOException, InterruptedException {
        var answer = call(
                "POST", "/api/fleet/agent_policies", "{\"name\":\"%s\",\"namespace\":\"default\"}".formatted(name));
        return JSON.readTree(answer).at("/item/id").asText();
    }

    private String token(String policyId) throws IOException, InterruptedException {
        var answer = call("GET", "/api/fleet/enrollment_api_keys?kuery=policy_id:" + policyId, "");
        return JSON.readTree(answer).at("/items/0/api_key").asText();
    }

    private long pidOf(String service) throws IOException {
        for (var part :
                JSON.readTree(stack.folder().resolve("run.json").toFile()).path("parts")) {
            if (part.path("name").asText().equals(service)) {
                return part.at("/process/pid").asLong();
            }
        }
        throw new IllegalStateException(service + " does not run");
    }

    private static long residentKilobytes(long pid) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }

    private String call(String method, String path, String body) throws IOException, InterruptedException {
        var answer = http.send(
                HttpRequest.newBuilder(URI.create(stack.url() + path))
                        .header("Authorization", basic)
                        .header("kbn-xsrf", "bench")
                        .header("content-type", "application/json")
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IllegalStateException(method + " " + path + ": " + answer.statusCode() + " " + answer.body());
        }
        return answer.body();
    }
}
