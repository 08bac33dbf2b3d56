package dev.garrison.gateway.http;

import io.quarkus.arc.All;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The gateway's own pages by path. */
@Singleton
public class Pages {
    private final Map<String, Page> byPath = new HashMap<>();

    Pages(@All List<Page> pages) {
        pages.forEach(page -> page.paths().forEach(path -> byPath.put(path, page)));
    }

    /** @return null where a service is to answer */
    public Page at(String path) {
        return byPath.get(path);
    }
}
