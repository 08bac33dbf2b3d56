package dev.garrison.fleet.outputs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.garrison.fleet.policyrevisions.PolicyReferences;
import dev.garrison.fleet.policyrevisions.PolicyReferences.Reference;
import dev.garrison.fleet.policyrevisions.PolicyRevisions;
import dev.garrison.fleet.policyrevisions.PolicySelection;
import dev.garrison.fleet.proxies.ProxyService;
import dev.garrison.fleet.settingsobjects.SecretParts;
import dev.garrison.platform.http.ApiException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** What may happen to an output. Each public method is one transaction, with the new revisions of all policies that it touches. */
@ApplicationScoped
class OutputChanges {
    private static final String SYSTEM = "system";

    private final OutputRepository outputs;
    private final OutputService reads;
    private final OutputDefaults defaults;
    private final OutputUses uses;
    private final OutputSecrets secrets;
    private final SecretParts secretParts;
    private final ProxyService proxies;
    private final PolicyReferences references;
    private final PolicyRevisions revisions;
    private final Clock clock;

    OutputChanges(
            OutputRepository outputs,
            OutputService reads,
            OutputDefaults defaults,
            OutputUses uses,
            OutputSecrets secrets,
            SecretParts secretParts,
            ProxyService proxies,
            PolicyReferences references,
            PolicyRevisions revisions,
            Clock clock) {
        this.outputs = outputs;
        this.reads = reads;
        this.defaults = defaults;
        this.uses = uses;
        this.secrets = secrets;
        this.secretParts = secretParts;
        this.proxies = proxies;
        this.references = references;
        this.revisions = revisions;
        this.clock = clock;
    }

    /**
     * @param sent the checked {@link CreateOutput}
     * @throws ApiException 400: see {@link OutputForm}, {@link OutputUses}, {@link OutputDefaults}, no such proxy; 409: id taken
     */
    @Transactional
    public OutputSettings create(ObjectNode sent) {
        return add(sent.path("id").asText(UUID.randomUUID().toString()), OutputForm.created(sent));
    }

    /**
     * @param sent the checked {@link UpdateOutput}
     * @throws ApiException 404; 400: as for {@link #create}, or it comes from the configuration and may not be edited
     */
    @Transactional
    public OutputSettings update(String id, ObjectNode sent) {
        defaults.lock();
        var output = outputs.lock(id).orElseThrow(() -> OutputService.notFound(id));
        var stored = reads.withSecrets(output).settings();
        var settings = OutputForm.updated(stored, sent);
        OutputDefaults.requireKept(output, settings);
        if (output.isPreconfigured()) {
            PreconfiguredOutputs.requireEditable(output, OutputForm.differences(stored, settings));
        }
        return replace(output, settings);
    }

    /**
     * Deletes an output; policies and integrations that name it are back at the default.
     *
     * @throws ApiException 404; 400: a default, preconfigured, or an integration cannot use the default
     */
    @Transactional
    public void delete(String id) {
        var output = outputs.lockToDelete(id).orElseThrow(() -> OutputService.notFound(id));
        if (output.isPreconfigured()) {
            throw ApiException.badRequest(
                    "Preconfigured output %s cannot be deleted outside of kibana config file.", id);
        }
        if (output.isDefault()) {
            throw ApiException.badRequest("Default output %s cannot be deleted.", id);
        }
        if (output.isDefaultMonitoring()) {
            throw ApiException.badRequest("Default monitoring output %s cannot be deleted.", id);
        }
        remove(output);
    }

    void remove(Output output) {
        var id = output.id();
        uses.checkFallBack(id, outputs.defaultForData().orElseThrow().type());
        var throughIntegrations = List.copyOf(uses.policiesOf(id));
        uses.release(id);
        var naming = references.clear(id, Reference.data_output_id, Reference.monitoring_output_id);
        outputs.delete(output);
        outputs.flush();
        revisions.bump(
                PolicySelection.of(Stream.concat(naming.stream(), throughIntegrations.stream())
                        .toList()),
                SYSTEM);
    }

    /** @param settings complete, with plain secrets */
    OutputSettings add(String id, ObjectNode settings) {
        checkProxy(settings);
        var isDefault = OutputDefaults.isAny(settings);
        if (isDefault) {
            defaults.lock();
            takeDefaults(id, settings, false);
        }
        var insecure = secretParts.split(settings, OutputSecrets.PATHS).open();
        insecure.remove("secrets");
        var output = outputs.add(id, insecure, clock.instant());
        write(output, settings);
        if (isDefault) {
            revisions.bump(PolicySelection.all(), SYSTEM);
        }
        return reads.withSecrets(output);
    }

    /** @param settings complete, with plain secrets */
    OutputSettings replace(Output output, ObjectNode settings) {
        var id = output.id();
        checkProxy(settings);
        var type = settings.get("type").textValue();
        if (!type.equals(output.type())) {
            uses.checkType(id, output.isDefault(), type);
        }
        takeDefaults(id, settings, output.isDefault());
        write(output, settings);
        revisions.bump(
                OutputDefaults.isAny(settings)
                        ? PolicySelection.all()
                        : PolicySelection.withOutput(id, uses.policiesOf(id)),
                SYSTEM);
        return reads.withSecrets(output);
    }

    private void takeDefaults(String id, ObjectNode settings, boolean isDefaultAlready) {
        if (settings.path("is_default").asBoolean() && !isDefaultAlready) {
            var stayers = uses.stayers(settings.get("type").textValue());
            outputs.defaultForData()
                    .ifPresent(former -> references.name(stayers, Reference.data_output_id, former.id()));
        }
        defaults.moveTo(id, settings);
    }

    private void write(Output output, ObjectNode settings) {
        secrets.store(output.id(), settings);
        var split = secretParts.split(settings, OutputSecrets.PATHS);
        output.change(split.open(), clock.instant());
        output.secretsEncrypted = secretParts.encrypt(OutputService.purpose(output), split.secret());
        outputs.flush();
    }

    private void checkProxy(ObjectNode settings) {
        var proxy = settings.path("proxy_id");
        if (proxy.isTextual() && !proxies.mayBeNamed(proxy.textValue())) {
            throw ApiException.badRequest("Fleet proxy %s not found", proxy.textValue());
        }
    }
}
