package dev.garrison.apm.shorturl;

import java.util.Set;

/** The pages of Kibana that a link may lead to. What they make of their parameters is theirs. */
final class Locators {
    /** Of links that are a path. */
    static final String LEGACY = "LEGACY_SHORT_URL_LOCATOR";

    private static final Set<String> KNOWN = Set.of(
            LEGACY,
            "APM_LOCATOR",
            "CANVAS_APP_LOCATOR",
            "DASHBOARD_APP_LOCATOR",
            "DISCOVER_APP_LOCATOR",
            "DISCOVER_CONTEXT_APP_LOCATOR",
            "DISCOVER_SINGLE_DOC_LOCATOR",
            "LENS_APP_LOCATOR",
            "MANAGEMENT_APP_LOCATOR",
            "MAPS_APP_LOCATOR",
            "MAPS_APP_REGION_MAP_LOCATOR",
            "MAPS_APP_TILE_MAP_LOCATOR",
            "ML_APP_LOCATOR",
            "VISUALIZE_APP_LOCATOR");

    private Locators() {}

    static boolean contain(String id) {
        return KNOWN.contains(id);
    }
}
