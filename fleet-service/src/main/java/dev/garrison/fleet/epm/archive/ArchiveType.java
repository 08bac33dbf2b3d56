package dev.garrison.fleet.epm.archive;

/** How packages are packed. */
public enum ArchiveType {
    ZIP("application/zip"),
    TAR_GZ("application/gzip");

    private final String contentType;

    ArchiveType(String contentType) {
        this.contentType = contentType;
    }

    public String contentType() {
        return contentType;
    }
}
