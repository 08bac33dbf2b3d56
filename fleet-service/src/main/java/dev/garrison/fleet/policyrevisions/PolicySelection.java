package dev.garrison.fleet.policyrevisions;

import java.util.Collection;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;

/** Which agent policies a change touches. */
public final class PolicySelection {
    /** Each {@code ?%n$d} stands for the n-th of the values. */
    private final String condition;

    private final List<Object> values;

    private PolicySelection(String condition, Object... values) {
        this.condition = condition;
        this.values = List.of(values);
    }

    public static PolicySelection all() {
        return new PolicySelection("true");
    }

    public static PolicySelection of(Collection<String> policyIds) {
        return new PolicySelection("p.id = any(?%1$d)", (Object) policyIds.toArray(String[]::new));
    }

    /** Those that name the output for their data or for monitoring. */
    public static PolicySelection withOutput(String outputId) {
        return withOutput(outputId, List.of());
    }

    /** Those that name the output, and these: they have an integration that does. */
    public static PolicySelection withOutput(String outputId, Collection<String> policyIds) {
        return new PolicySelection(
                "(p.data_output_id = ?%1$d or p.monitoring_output_id = ?%1$d or p.id = any(?%2$d))",
                outputId, policyIds.toArray(String[]::new));
    }

    public static PolicySelection withFleetServerHost(String hostId) {
        return new PolicySelection("p.fleet_server_host_id = ?%1$d", hostId);
    }

    public static PolicySelection withDownloadSource(String sourceId) {
        return new PolicySelection("p.download_source_id = ?%1$d", sourceId);
    }

    /**
     * Those that go through the proxy to an output, a Fleet Server or a download source, be it only because that is the default one, and
     * these: they have an integration with such an output.
     */
    public static PolicySelection throughProxy(String proxyId, Collection<String> policyIds) {
        return new PolicySelection(
                """
                (exists (
                    select from output o where o.proxy_id = ?%1$d
                    and (o.is_default or o.is_default_monitoring or o.id in (p.data_output_id, p.monitoring_output_id))
                ) or exists (
                    select from fleet_server_host h where h.proxy_id = ?%1$d
                    and (h.is_default or h.id = p.fleet_server_host_id)
                ) or exists (
                    select from agent_download_source s where s.proxy_id = ?%1$d
                    and (s.is_default or s.id = p.download_source_id)
                ) or p.id = any(?%2$d))""",
                proxyId, policyIds.toArray(String[]::new));
    }

    String condition(int parameter) {
        return condition.formatted(
                IntStream.range(parameter, parameter + values.size()).boxed().toArray());
    }

    void bind(int parameter, BiConsumer<Integer, Object> setter) {
        for (int i = 0; i < values.size(); i++) {
            setter.accept(parameter + i, values.get(i));
        }
    }
}
