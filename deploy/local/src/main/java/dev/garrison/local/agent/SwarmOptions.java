package dev.garrison.local.agent;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/** How the agents of a swarm behave. */
final class SwarmOptions {
    List<URI> servers;
    String version = "8.18.0";
    String hostPrefix = "simulated";
    List<String> tags = List.of();
    /** Between the answer to a check-in and the next one. */
    Duration pause = Duration.ofSeconds(1);
    /** Asked of the server with each check-in; null: its own default. */
    Duration pollTimeout;

    Duration firstBackoff = Duration.ofSeconds(1);
    Duration longestBackoff = Duration.ofMinutes(1);
    /** How long each state of an upgrade lasts. */
    Duration upgradeStep = Duration.ofSeconds(1);

    boolean followPolicyHosts = true;
    boolean insecure;
    int diagnosticsSize;
    final Map<String, Function<JsonNode, ActionAnswer>> answers = new HashMap<>();
    final List<Consumer<AgentEvent>> listeners = new ArrayList<>();
}
