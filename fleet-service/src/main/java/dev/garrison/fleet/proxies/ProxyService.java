package dev.garrison.fleet.proxies;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.garrison.platform.secrets.Secrets;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.Optional;
import org.hibernate.Session;

/** Proxies that agents go through. */
@ApplicationScoped
public class ProxyService {
    private final Session database;
    private final Secrets secrets;
    private final ObjectMapper json;

    ProxyService(Session database, Secrets secrets, ObjectMapper json) {
        this.database = database;
        this.secrets = secrets;
        this.json = json;
    }

    @Transactional
    public Optional<ProxySettings> find(String id) {
        return Optional.ofNullable(database.find(FleetProxy.class, id)).map(this::withSecrets);
    }

    private ProxySettings withSecrets(FleetProxy proxy) {
        var settings = proxy.settings.deepCopy();
        if (proxy.secretsEncrypted != null) {
            try {
                settings.setAll(
                        (ObjectNode) json.readTree(secrets.decrypt("fleet.proxy." + proxy.id, proxy.secretsEncrypted)));
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("The secrets of a proxy are not JSON", e);
            }
        }
        return new ProxySettings(settings);
    }
}
