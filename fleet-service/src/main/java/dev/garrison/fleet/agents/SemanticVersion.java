package dev.garrison.fleet.agents;

import java.math.BigInteger;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A version of the agent's software, as <a href="https://semver.org">Semantic Versioning</a> has it.
 *
 * @param prerelease such as {@code SNAPSHOT}; empty for a release
 */
record SemanticVersion(int major, int minor, int patch, String prerelease) implements Comparable<SemanticVersion> {
    private static final String NUMBER = "(0|[1-9]\\d{0,5})";
    private static final String NAMES = "[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*";
    private static final Pattern SYNTAX =
            Pattern.compile(NUMBER + "\\." + NUMBER + "\\." + NUMBER + "(?:-(" + NAMES + "))?(?:\\+" + NAMES + ")?");
    private static final Comparator<SemanticVersion> ORDER = Comparator.comparingInt(SemanticVersion::major)
            .thenComparingInt(SemanticVersion::minor)
            .thenComparingInt(SemanticVersion::patch)
            .thenComparing(SemanticVersion::isRelease)
            .thenComparing(SemanticVersion::prerelease, SemanticVersion::comparePrereleases);

    /** @param text may be null @return nothing: no version */
    static Optional<SemanticVersion> parse(String text) {
        var parts = SYNTAX.matcher(text == null || text.length() > 256 ? "" : text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        return Optional.of(new SemanticVersion(
                Integer.parseInt(parts.group(1)),
                Integer.parseInt(parts.group(2)),
                Integer.parseInt(parts.group(3)),
                parts.group(4) == null ? "" : parts.group(4)));
    }

    /** @throws IllegalArgumentException no version */
    static SemanticVersion of(String text) {
        return parse(text).orElseThrow(() -> new IllegalArgumentException(text + " is no version"));
    }

    boolean isRelease() {
        return prerelease.isEmpty();
    }

    /** Whether this one belongs to a later line of releases, whatever its patch. */
    boolean isNewerLineThan(SemanticVersion other) {
        return major != other.major ? major > other.major : minor > other.minor;
    }

    @Override
    public int compareTo(SemanticVersion other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return major + "." + minor + "." + patch + (isRelease() ? "" : "-" + prerelease);
    }

    /** Part by part, numbers by value and below names. */
    private static int comparePrereleases(String one, String other) {
        var ours = one.split("\\.");
        var theirs = other.split("\\.");
        for (int i = 0; i < Math.min(ours.length, theirs.length); i++) {
            boolean number = ours[i].matches("\\d+");
            boolean otherNumber = theirs[i].matches("\\d+");
            int order = number && otherNumber
                    ? new BigInteger(ours[i]).compareTo(new BigInteger(theirs[i]))
                    : number != otherNumber ? (number ? -1 : 1) : ours[i].compareTo(theirs[i]);
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(ours.length, theirs.length);
    }
}
