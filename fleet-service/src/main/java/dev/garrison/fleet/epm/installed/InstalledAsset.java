package dev.garrison.fleet.epm.installed;

import dev.garrison.fleet.database.Row;
import dev.garrison.fleet.epm.assets.AssetReference;

/** @param spaceId where the saved object is; null: it belongs to Elasticsearch */
public record InstalledAsset(String packageName, String spaceId, AssetReference reference) {
    static InstalledAsset of(Row row) {
        return new InstalledAsset(
                row.text("package_name"),
                row.text("space_id"),
                new AssetReference(row.text("id"), row.text("type"), row.text("origin_id"), row.text("version")));
    }
}
