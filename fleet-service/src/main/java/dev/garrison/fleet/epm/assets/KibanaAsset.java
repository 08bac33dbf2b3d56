package dev.garrison.fleet.epm.assets;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A saved object that a package brings.
 *
 * @param type as saved objects are called, {@code index-pattern}
 * @param file its path in the package
 * @param object the file
 */
public record KibanaAsset(String type, String id, String file, ObjectNode object) {
    public AssetReference reference() {
        return AssetReference.of(type, id);
    }
}
