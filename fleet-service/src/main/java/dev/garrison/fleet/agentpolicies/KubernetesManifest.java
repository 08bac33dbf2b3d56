package dev.garrison.fleet.agentpolicies;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** A standalone agent on every node of a Kubernetes cluster, its policy in a ConfigMap. */
@ApplicationScoped
class KubernetesManifest {
    private static final String TEMPLATE = "kubernetes/standalone.yml";

    private final String template;

    KubernetesManifest(@ConfigProperty(name = "garrison.version") String version) {
        template = read().replace("${AGENT_VERSION}", version);
    }

    /** @param policy compiled for a standalone agent */
    TextNode standalone(ObjectNode policy) {
        var indented =
                PolicyFile.write(policy).lines().map(line -> "    " + line).collect(Collectors.joining("\n"));
        return TextNode.valueOf(template.replace("${AGENT_POLICY}", indented));
    }

    private static String read() {
        try (var file = Thread.currentThread().getContextClassLoader().getResourceAsStream(TEMPLATE)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
