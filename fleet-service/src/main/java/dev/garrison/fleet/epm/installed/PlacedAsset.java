package dev.garrison.fleet.epm.installed;

import dev.garrison.fleet.epm.assets.AssetReference;

/**
 * An asset as it is recorded.
 *
 * @param title of a saved object, if it has one
 */
record PlacedAsset(AssetReference reference, String title, String description) {
    static PlacedAsset of(AssetReference reference) {
        return new PlacedAsset(reference, null, null);
    }
}
