package dev.garrison.fleet.policyrevisions;

import java.util.Collection;
import java.util.function.BiConsumer;

/** Which agent policies a change touches. */
public final class PolicySelection {
    private final String condition;
    private final Object value;

    private PolicySelection(String condition, Object value) {
        this.condition = condition;
        this.value = value;
    }

    public static PolicySelection all() {
        return new PolicySelection("true", null);
    }

    public static PolicySelection of(Collection<String> policyIds) {
        return new PolicySelection("p.id = any(?%1$d)", policyIds.toArray(String[]::new));
    }

    /** Those that name the output for their data or for monitoring. */
    public static PolicySelection withOutput(String outputId) {
        return new PolicySelection("(p.data_output_id = ?%1$d or p.monitoring_output_id = ?%1$d)", outputId);
    }

    public static PolicySelection withFleetServerHost(String hostId) {
        return new PolicySelection("p.fleet_server_host_id = ?%1$d", hostId);
    }

    public static PolicySelection withDownloadSource(String sourceId) {
        return new PolicySelection("p.download_source_id = ?%1$d", sourceId);
    }

    String condition(int parameter) {
        return condition.formatted(parameter);
    }

    void bind(int parameter, BiConsumer<Integer, Object> setter) {
        if (value != null) {
            setter.accept(parameter, value);
        }
    }
}
