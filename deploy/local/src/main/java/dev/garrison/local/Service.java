package dev.garrison.local;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A program of Garrison's, as the stack runs it.
 *
 * @param name its folder in the repository
 * @param database name of its PostgreSQL database; null: it keeps nothing
 * @param heap most memory for objects, in megabytes
 * @param portVariable environment variable that moves it
 */
record Service(String name, String database, int heap, String portVariable, int port) {
    static final Service SECURITY = new Service("security-service", "security", 256, "GARRISON_SECURITY_PORT", 8103);
    static final Service FLEET = new Service("fleet-service", "fleet", 512, "GARRISON_FLEET_PORT", 8101);
    static final Service CASES = new Service("cases-service", "cases", 256, "GARRISON_CASES_PORT", 8102);
    static final Service ENDPOINT = new Service("endpoint-service", "endpoint", 256, "GARRISON_ENDPOINT_PORT", 8104);
    static final Service APM = new Service("apm-service", "apm", 256, "GARRISON_APM_PORT", 8105);
    static final Service GATEWAY = new Service("gateway", null, 256, "GARRISON_GATEWAY_PORT", 5601);

    /** In the order in which they start; the gateway is the last to come and the first to go. */
    static final List<Service> ALL = List.of(SECURITY, FLEET, CASES, ENDPOINT, APM, GATEWAY);

    static Service named(String name) {
        return ALL.stream()
                .filter(service -> service.name.equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("No service %s, only %s".formatted(name, names())));
    }

    static List<String> names() {
        return ALL.stream().map(Service::name).toList();
    }

    static Stream<String> databases() {
        return ALL.stream().map(Service::database).filter(database -> database != null);
    }

    /** What the build makes of it. */
    Path jar(Path root) {
        return root.resolve(name).resolve("target/quarkus-app/quarkus-run.jar");
    }

    /** Environment variable that tells the gateway where it is. */
    String urlVariable() {
        return portVariable.replace("_PORT", "_URL");
    }

    String healthPath() {
        return this == GATEWAY ? "/api/status" : "/q/health/ready";
    }
}
