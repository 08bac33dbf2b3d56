package dev.garrison.fleet.epm.manifest;

/** The version that a transform says it has: {@code _meta.fleet_transform_version}. */
public final class TransformVersion {
    private TransformVersion() {}

    /**
     * @param text a {@code transform.yml}
     * @return null where it has none
     */
    public static String of(String text) {
        try {
            var version = ManifestYaml.withoutDots(ManifestYaml.parse(text))
                    .path("_meta")
                    .path("fleet_transform_version");
            return version.isValueNode() ? version.asText() : null;
        } catch (ManifestYaml.Unreadable e) {
            return null; // nothing runs transforms here, so a broken one does not stop an install
        }
    }
}
