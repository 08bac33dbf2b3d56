package dev.garrison.fleet.checkin;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.garrison.fleet.agents.AgentChanged.Change;
import dev.garrison.fleet.agents.AgentChanges;
import dev.garrison.fleet.agents.AgentText;
import dev.garrison.fleet.apikeys.ApiKey;
import dev.garrison.fleet.database.Database;
import dev.garrison.fleet.enrollmentkeys.EnrollmentKey;
import dev.garrison.fleet.enrollmentkeys.EnrollmentKeyService;
import dev.garrison.fleet.fleetserver.ProtocolException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;

/** How an agent comes to be: record and access key, all or nothing. */
@ApplicationScoped
class Enrolment {
    private final EnrollmentKeyService keys;
    private final AgentChanges changes;
    private final Database database;
    private final ObjectMapper json;
    private final Clock clock;

    Enrolment(EnrollmentKeyService keys, AgentChanges changes, Database database, ObjectMapper json, Clock clock) {
        this.keys = keys;
        this.changes = changes;
        this.database = database;
        this.json = json;
        this.clock = clock;
    }

    /**
     * What an agent says of itself.
     *
     * @param enrollmentId the agent's own name for this enrolment, or null
     */
    record Wish(String version, String enrollmentId, ObjectNode local, ObjectNode userProvided, List<String> tags) {}

    record Enrolled(String action, Item item) {}

    /** @param accessApiKey base64 of {@code id:secret}: told here and never again */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Item(
            String id,
            boolean active,
            @JsonProperty("policy_id") String policyId,
            String type,
            @JsonProperty("enrolled_at") String enrolledAt,
            @JsonProperty("user_provided_metadata") JsonNode userProvidedMetadata,
            @JsonProperty("local_metadata") JsonNode localMetadata,
            List<JsonNode> actions,
            @JsonProperty("access_api_key_id") String accessApiKeyId,
            @JsonProperty("access_api_key") String accessApiKey,
            String status,
            List<String> tags) {}

    /** @throws ProtocolException 401 */
    EnrollmentKey authenticate(ApiKey key) {
        return keys.authenticate(key).orElseThrow(Enrolment::unauthorized);
    }

    /** @throws ProtocolException 401: the policy, and so its key, has gone meanwhile */
    @Transactional
    Enrolled enroll(EnrollmentKey key, Wish wish) {
        var namespaces = database.first(
                        """
                        select case when jsonb_typeof(settings -> 'space_ids') = 'array'
                            then array(select jsonb_array_elements_text(settings -> 'space_ids')) end as spaces
                        from agent_policy where id = ? for share""",
                        row -> new Spaces(row.texts("spaces")),
                        key.policyId())
                .orElseThrow(Enrolment::unauthorized);
        replaceEarlier(wish.enrollmentId());
        var id = UUID.randomUUID().toString();
        var accessKey = ApiKey.generate();
        var now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        var local = local(wish.local(), id);
        var userProvided = wish.userProvided() == null ? json.createObjectNode() : AgentText.clean(wish.userProvided());
        database.update(
                """
                insert into agent (id, enrolled_at, policy_id, enrollment_id, access_api_key_id, access_api_key_hash,
                    agent_version, local_metadata, local_metadata_hash, user_provided_metadata, tags, namespaces)
                values (?, ?, ?, ?, ?, ?, ?, cast(? as jsonb), ?, cast(? as jsonb), ?, ?)""",
                id,
                now,
                key.policyId(),
                wish.enrollmentId(),
                accessKey.id(),
                accessKey.hash(),
                wish.version(),
                local,
                wish.local() == null ? null : CheckinRecords.hash(wish.local()),
                userProvided,
                wish.tags(),
                namespaces.ids());
        changes.publish(Change.enrolled, List.of(id));
        return new Enrolled(
                "created",
                new Item(
                        id,
                        true,
                        key.policyId(),
                        "PERMANENT",
                        now.toString(),
                        userProvided,
                        local,
                        List.of(),
                        accessKey.id(),
                        accessKey.encoded(),
                        "online",
                        wish.tags()));
    }

    private record Spaces(List<String> ids) {}

    /** An agent that was interrupted before its first check-in tries again under the same name: it is still one agent. */
    private void replaceEarlier(String enrollmentId) {
        if (enrollmentId == null || enrollmentId.isEmpty()) {
            return;
        }
        database.update("select pg_advisory_xact_lock(hashtextextended(?, 0))", enrollmentId); // two at once: one waits
        var earlier = database.list(
                """
                update agent set active = false where enrollment_id = ? and last_checkin is null returning id""",
                row -> row.text("id"),
                enrollmentId);
        changes.publish(Change.unenrolled, earlier);
        database.update("delete from agent where id = any(?)", earlier);
    }

    private ObjectNode local(ObjectNode sent, String id) {
        if (sent == null) {
            return json.createObjectNode();
        }
        var local = (ObjectNode) AgentText.clean(sent);
        if (local.at("/elastic/agent") instanceof ObjectNode agent && agent.has("id")) {
            agent.put("id", id);
        }
        return local;
    }

    private static ProtocolException unauthorized() {
        return new ProtocolException(401, "ErrUnauthorized", "unauthorized");
    }
}
