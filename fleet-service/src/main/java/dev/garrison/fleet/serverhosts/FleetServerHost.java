package dev.garrison.fleet.serverhosts;

import dev.garrison.fleet.settingsobjects.SettingsObject;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.util.List;
import java.util.stream.StreamSupport;

/** Where agents reach Fleet Server. */
@Entity
@Table(name = "fleet_server_host")
public class FleetServerHost extends SettingsObject {
    public List<String> urls() {
        return StreamSupport.stream(settings().path("host_urls").spliterator(), false)
                .map(url -> url.textValue())
                .toList();
    }
}
