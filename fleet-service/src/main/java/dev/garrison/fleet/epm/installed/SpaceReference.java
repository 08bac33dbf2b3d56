package dev.garrison.fleet.epm.installed;

/** A saved object of a package in a space. */
record SpaceReference(String space, String type, String id) {
    static SpaceReference of(InstalledAsset asset) {
        return new SpaceReference(
                asset.spaceId(), asset.reference().type(), asset.reference().id());
    }
}
