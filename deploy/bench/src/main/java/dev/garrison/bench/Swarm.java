package dev.garrison.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A {@link SwarmProcess} as its parent sees it. */
final class Swarm implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 600;

    private final Process process;
    private final PrintWriter commands;
    private final BufferedReader answers;

    Swarm(URI fleetServer) {
        try {
            process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:+UseSerialGC",
                            "-cp",
                            System.getProperty("java.class.path"),
                            SwarmProcess.class.getName(),
                            fleetServer.toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        commands = new PrintWriter(process.getOutputStream(), true, StandardCharsets.UTF_8);
        answers = process.inputReader(StandardCharsets.UTF_8);
    }

    void enroll(String token, int count) {
        require("enroll " + token + " " + count);
    }

    void awaitPolicy(String policyId, int revision) {
        require("await " + policyId + " " + revision + " " + PATIENCE_SECONDS);
    }

    /** As {@link dev.garrison.local.agent.AgentSwarm.Statistics}. */
    JsonNode statistics() {
        try {
            return new ObjectMapper().readTree(ask("statistics"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void require(String command) {
        var answer = ask(command);
        if (!"ok".equals(answer)) {
            throw new IllegalStateException(command.split(" ")[0] + ": " + answer);
        }
    }

    private synchronized String ask(String command) {
        commands.println(command);
        try {
            return answers.readLine();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        commands.close();
        process.onExit().join();
    }
}
