package dev.garrison.fleet.outputs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.garrison.platform.http.ApiException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.stream.StreamSupport;

/** Outputs that come from the configuration. */
@ApplicationScoped
public class PreconfiguredOutputs {
    private final OutputRepository outputs;
    private final OutputService reads;
    private final OutputChanges changes;
    private final OutputDefaults defaults;
    private final Clock clock;

    PreconfiguredOutputs(
            OutputRepository outputs,
            OutputService reads,
            OutputChanges changes,
            OutputDefaults defaults,
            Clock clock) {
        this.outputs = outputs;
        this.reads = reads;
        this.changes = changes;
        this.defaults = defaults;
        this.clock = clock;
    }

    /**
     * Makes the outputs of the configuration, and lets go of those that it named before: deletes them, but a default stays and may be
     * changed by clients from now on. What clients may edit keeps what they made of it.
     *
     * @param configured each the body of a {@link CreateOutput} with an id
     * @throws ApiException 400: see {@link OutputForm}
     */
    @Transactional(Transactional.TxType.MANDATORY)
    public void preconfigure(Collection<ObjectNode> configured) {
        defaults.lock();
        for (var sent : configured) {
            var id = sent.get("id").textValue();
            var settings = OutputForm.created(sent).put("is_preconfigured", true);
            var known = outputs.lock(id);
            if (known.isEmpty()) {
                changes.add(id, settings);
            } else {
                replace(known.get(), settings);
            }
        }
        var ids = configured.stream().map(sent -> sent.get("id").textValue()).toList();
        for (var output : outputs.inOrder()) {
            if (output.isPreconfigured() && !ids.contains(output.id())) {
                if (output.isDefault() || output.isDefaultMonitoring()) {
                    output.change(output.settings().put("is_preconfigured", false), clock.instant());
                } else {
                    changes.remove(output);
                }
            }
        }
    }

    private void replace(Output output, ObjectNode settings) {
        var known = reads.withSecrets(output);
        var stored = known.settings();
        if (output.isPreconfigured()) {
            settings.path("allow_edit").forEach(field -> {
                settings.remove(field.textValue());
                if (stored.has(field.textValue())) {
                    settings.set(field.textValue(), stored.get(field.textValue()));
                }
            });
        }
        for (var flag : OutputDefaults.FLAGS) { // until another one takes it
            settings.put(flag, settings.path(flag).asBoolean() || output.flag(flag));
        }
        if (!known.secretValues().isEmpty() && known.secretValues().equals(settings.get("secrets"))) {
            settings.set("secrets", stored.get("secrets")); // the same values keep their ids
        }
        if (!OutputForm.differences(stored, settings).isEmpty()) {
            changes.replace(output, settings);
        }
    }

    /**
     * @param fields those that would change
     * @throws ApiException 400: it comes from the configuration, which does not allow that
     */
    static void requireEditable(Output output, List<String> fields) {
        if (!output.isPreconfigured()) {
            return;
        }
        var editable = StreamSupport.stream(output.settings().path("allow_edit").spliterator(), false)
                .map(field -> field.textValue())
                .toList();
        fields.stream().filter(field -> !editable.contains(field)).findFirst().ifPresent(field -> {
            throw ApiException.badRequest(
                    "Preconfigured output %s %s cannot be updated outside of kibana config file.", output.id(), field);
        });
    }
}
