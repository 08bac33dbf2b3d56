package dev.garrison.fleet.outputs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.garrison.platform.http.ApiException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;

/** The two defaults, of which there is always exactly one each. */
@ApplicationScoped
class OutputDefaults {
    static final List<String> FLAGS = List.of("is_default", "is_default_monitoring");

    private final OutputRepository outputs;
    private final Clock clock;

    OutputDefaults(OutputRepository outputs, Clock clock) {
        this.outputs = outputs;
        this.clock = clock;
    }

    static boolean isAny(ObjectNode settings) {
        return FLAGS.stream().anyMatch(flag -> settings.path(flag).asBoolean());
    }

    /** Of two writers who want a default at once the second waits, and then takes it from the first. */
    void lock() {
        outputs.lockDefaults();
    }

    /** @throws ApiException 400: the output holds a default that the new settings would leave without a holder */
    static void requireKept(Output output, ObjectNode settings) {
        for (var flag : FLAGS) {
            if (output.flag(flag) && !settings.path(flag).asBoolean()) {
                throw ApiException.badRequest(
                        "Default output %s cannot be set to is_default=false or is_default_monitoring=false manually."
                                + " Make another output the default first.",
                        output.id());
            }
        }
    }

    /**
     * Takes those defaults that the settings claim from their former holders.
     *
     * @param successor id of the output with these settings
     * @throws ApiException 400: the former holder comes from the configuration, and the settings do not
     */
    void moveTo(String successor, ObjectNode settings) {
        for (var flag : FLAGS) {
            if (settings.path(flag).asBoolean()) {
                outputs.one(flag + " and id <> ?1 for update", successor).ifPresent(former -> {
                    if (!settings.path("is_preconfigured").asBoolean()) {
                        PreconfiguredOutputs.requireEditable(former, List.of(flag));
                    }
                    former.change(former.settings().put(flag, false), clock.instant());
                    outputs.flush(); // before the successor is written: there is never more than one
                });
            }
        }
    }
}
