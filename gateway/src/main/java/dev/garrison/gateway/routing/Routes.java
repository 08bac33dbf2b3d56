package dev.garrison.gateway.routing;

import dev.garrison.gateway.GatewayConfig;
import dev.garrison.gateway.routing.Route.Allowance;
import dev.garrison.gateway.routing.Route.Special;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** Which service answers which paths, from configuration. */
@Singleton
public class Routes {
    /** Longest prefix first, so that the first that fits is the right one. */
    private final Route[] routes;

    private final List<Service> services;

    Routes(GatewayConfig config) {
        var standard = new Allowance(config.maxBodySize().asLongValue(), config.timeout());
        var found = new ArrayList<Route>();
        var names = new ArrayList<Service>();
        config.services().forEach((name, service) -> {
            var target =
                    Service.at(service.url(), name, service.healthPath(), service.documentPath(), service.plugins());
            names.add(target);
            for (var prefix : service.prefixes()) {
                if (!prefix.startsWith("/") || prefix.endsWith("/")) {
                    throw new IllegalArgumentException("A prefix starts with a slash and ends without: " + prefix);
                }
                found.add(new Route(prefix, target, specials(prefix, config, standard), standard));
            }
        });
        found.sort(Comparator.comparingInt((Route route) -> -route.prefix().length())
                .thenComparing(Route::prefix));
        for (int i = 1; i < found.size(); i++) {
            if (found.get(i).prefix().equals(found.get(i - 1).prefix())) {
                throw new IllegalArgumentException(
                        "Two services own " + found.get(i).prefix());
            }
        }
        names.sort(Comparator.comparing(Service::name));
        routes = found.toArray(Route[]::new);
        services = List.copyOf(names);
    }

    private static List<Special> specials(String prefix, GatewayConfig config, Allowance standard) {
        return config.rules().values().stream()
                .filter(rule -> fits(rule.path(), prefix))
                .map(rule -> new Special(
                        Arrays.asList(rule.path().substring(1).split("/")),
                        new Allowance(
                                rule.maxBodySize()
                                        .map(size -> size.asLongValue())
                                        .orElse(standard.maxBodyBytes()),
                                rule.timeout().orElse(standard.timeout()))))
                .sorted(Comparator.comparingInt(
                                (Special special) -> -special.segments().size())
                        .thenComparing(special -> special.segments().contains("*")))
                .toList();
    }

    /** @return null where no service owns the path */
    public Route of(String path) {
        for (var route : routes) {
            if (fits(path, route.prefix())) {
                return route;
            }
        }
        return null;
    }

    private static boolean fits(String path, String prefix) {
        return path.startsWith(prefix) && (path.length() == prefix.length() || path.charAt(prefix.length()) == '/');
    }

    /** In the order of their names. */
    public List<Service> services() {
        return services;
    }

    /** @throws IllegalArgumentException no such service is configured */
    public Service service(String name) {
        return services.stream()
                .filter(service -> service.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("No service is named " + name));
    }
}
