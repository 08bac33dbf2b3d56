package dev.garrison.local;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Decided before anything starts: which services run where, on which ports and with which environment. */
final class StackPlan {
    // small and soon ready: no parallel collector, no optimising compiler, and no half-dead process without memory
    private static final List<String> JAVA_OPTIONS =
            List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:+ExitOnOutOfMemoryError");

    record DatabaseAccess(String url, String user, String password) {}

    record PlannedBalancer(int port, List<Integer> replicas) {}

    /** @param port where others reach it: of the process, or of the balancer in front of several */
    private record PlannedService(Service service, int port, List<Integer> processPorts) {}

    private final StackBuilder wishes;
    private final Settings settings;
    private final Path root;
    private final Path folder;
    private final List<PlannedService> planned = new ArrayList<>();
    private final List<Service> missing = new ArrayList<>();
    private final List<Integer> fleetServerPorts = new ArrayList<>();
    private final int managementPort;
    private final int postgresPort;
    private final int kafkaPort;
    private final String encryptionKeys;
    private final String elasticPassword;

    private StackPlan(StackBuilder wishes, Path folder) {
        this.wishes = wishes;
        settings = wishes.settings;
        root = settings.root();
        this.folder = folder;
        var ports = new Ports();
        for (var service : Service.ALL) {
            int count = wishes.services.contains(service) ? wishes.replicas.getOrDefault(service, 1) : 0;
            if (count > 0 && !Files.exists(service.jar(root))) {
                missing.add(service);
                count = 0;
            }
            if (count > 0) {
                plan(service, count, ports);
            }
        }
        managementPort = port(ports, "the gateway's management", "GARRISON_GATEWAY_MANAGEMENT_PORT", 5691);
        postgresPort = externalPostgres().isPresent() ? 0 : port(ports, "PostgreSQL", "GARRISON_POSTGRES_PORT", 0);
        kafkaPort = externalKafka().isPresent() ? 0 : port(ports, "Kafka", "GARRISON_KAFKA_PORT", 0);
        var secrets = new Secrets(folder);
        encryptionKeys = secrets.encryptionKeys(settings);
        elasticPassword = wishes.extra
                .getOrDefault(Service.SECURITY, Map.of())
                .getOrDefault("GARRISON_ELASTIC_PASSWORD", secrets.elasticPassword(settings));
    }

    /** @throws Ports.TakenException when a port that was asked for is not free */
    static StackPlan of(StackBuilder wishes, Path folder) {
        return new StackPlan(wishes, folder);
    }

    private void plan(Service service, int count, Ports ports) {
        int port = port(ports, service.name(), service.portVariable(), service.port());
        var processPorts = count == 1
                ? List.of(port)
                : IntStream.range(0, count).mapToObj(replica -> ports.free()).toList();
        planned.add(new PlannedService(service, port, processPorts));
        if (service == Service.FLEET) {
            fleetServerPorts.add(port(ports, "the agents' listener", "GARRISON_FLEET_SERVER_PORT", 8220));
            IntStream.range(1, count).forEach(replica -> fleetServerPorts.add(ports.free()));
        }
    }

    private int port(Ports ports, String owner, String variable, int otherwise) {
        return ports.choose(owner, variable, wishes.temporary ? 0 : settings.port(variable, otherwise));
    }

    /** The processes, not yet started. */
    List<ServiceProcess> processes(
            Function<String, DatabaseAccess> databases, String kafka, BiConsumer<ServiceProcess, String> onCrash) {
        var processes = new ArrayList<ServiceProcess>();
        for (var one : planned) {
            for (int replica = 0; replica < one.processPorts.size(); replica++) {
                var name = replica == 0 ? one.service.name() : one.service.name() + "-" + (replica + 1);
                processes.add(new ServiceProcess(
                        one.service,
                        replica,
                        one.processPorts.get(replica),
                        one.service.jar(root),
                        javaOptions(),
                        environment(one, replica, databases, kafka),
                        log(name),
                        onCrash));
            }
        }
        return processes;
    }

    private List<String> javaOptions() {
        var options = new ArrayList<>(JAVA_OPTIONS);
        options.addAll(wishes.javaOptions);
        settings.text("GARRISON_JAVA_OPTIONS").ifPresent(more -> options.addAll(List.of(more.split("\\s+"))));
        return options;
    }

    private Map<String, String> environment(
            PlannedService one, int replica, Function<String, DatabaseAccess> databases, String kafka) {
        var environment = new HashMap<>(settings.environment());
        // only for those who need them
        environment.remove("GARRISON_ELASTIC_PASSWORD");
        environment.remove("GARRISON_POSTGRES_PASSWORD");
        environment.put("QUARKUS_HTTP_PORT", String.valueOf(one.processPorts.get(replica)));
        environment.put("KAFKA_BOOTSTRAP_SERVERS", kafka);
        if (one.service.database() != null) {
            var database = databases.apply(one.service.database());
            environment.put("QUARKUS_DATASOURCE_JDBC_URL", database.url());
            environment.put("QUARKUS_DATASOURCE_USERNAME", database.user());
            environment.put("QUARKUS_DATASOURCE_PASSWORD", database.password());
            environment.put("GARRISON_TOKEN_JWKS_URL", url(Service.SECURITY) + "/.well-known/jwks.json");
            environment.put(Service.SECURITY.urlVariable(), url(Service.SECURITY));
            environment.put("GARRISON_SECRETS_KEYS", encryptionKeys);
            environment.putIfAbsent("QUARKUS_HTTP_HOST", "localhost"); // the way in is the gateway
        }
        if (one.service == Service.SECURITY) {
            environment.put("GARRISON_ELASTIC_PASSWORD", elasticPassword);
        }
        if (one.service == Service.FLEET) {
            environment.put("GARRISON_FLEET_SERVER_PORT", String.valueOf(fleetServerPorts.get(replica)));
        }
        if (one.service == Service.GATEWAY) {
            environment.put("GARRISON_GATEWAY_PORT", String.valueOf(one.processPorts.get(replica)));
            environment.put("GARRISON_GATEWAY_MANAGEMENT_PORT", String.valueOf(managementPort));
            Service.ALL.stream()
                    .filter(behind -> behind != Service.GATEWAY)
                    .forEach(behind -> environment.put(behind.urlVariable(), url(behind)));
        }
        environment.putAll(wishes.extra.getOrDefault(one.service, Map.of()));
        return environment;
    }

    private String url(Service service) {
        int nobody = 1; // a service that was left out must not be somebody else's
        return "http://localhost:" + portOf(service).orElse(nobody);
    }

    List<PlannedBalancer> balancers() {
        return planned.stream()
                .filter(one -> one.processPorts.size() > 1)
                .map(one -> new PlannedBalancer(one.port, one.processPorts))
                .toList();
    }

    List<Service> missing() {
        return missing;
    }

    boolean temporary() {
        return wishes.temporary;
    }

    Path folder() {
        return folder;
    }

    Path log(String name) {
        return folder.resolve("logs").resolve(name + ".log");
    }

    int gatewayPort() {
        return portOf(Service.GATEWAY).orElse(Service.GATEWAY.port());
    }

    private Optional<Integer> portOf(Service service) {
        return planned.stream()
                .filter(one -> one.service == service)
                .map(PlannedService::port)
                .findFirst();
    }

    List<Integer> fleetServerPorts() {
        return fleetServerPorts;
    }

    int postgresPort() {
        return postgresPort;
    }

    int kafkaPort() {
        return kafkaPort;
    }

    String elasticPassword() {
        return elasticPassword;
    }

    /** A temporary stack is alone with itself, whatever the environment says. */
    Optional<ExternalPostgres> externalPostgres() {
        return wishes.temporary ? Optional.empty() : settings.postgres();
    }

    Optional<String> externalKafka() {
        return wishes.temporary ? Optional.empty() : settings.kafka();
    }
}
