package dev.garrison.fleet.epm.manifest;

import java.math.BigInteger;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A version by the rules of semver 2.0.0, in its order.
 *
 * @param tag identifiers after the hyphen; empty for a release
 */
public record SemanticVersion(BigInteger major, BigInteger minor, BigInteger patch, List<String> tag)
        implements Comparable<SemanticVersion> {
    private static final String NUMBER = "(0|[1-9]\\d*)";
    private static final String IDENTIFIER = "(?:0|[1-9]\\d*|\\d*[a-zA-Z-][0-9a-zA-Z-]*)";
    private static final Pattern SYNTAX = Pattern.compile(NUMBER + "\\." + NUMBER + "\\." + NUMBER + "(?:-("
            + IDENTIFIER + "(?:\\." + IDENTIFIER + ")*))?(?:\\+[0-9a-zA-Z-]+(?:\\.[0-9a-zA-Z-]+)*)?");
    private static final int LONGEST = 256;
    private static final Comparator<SemanticVersion> BY_NUMBERS = Comparator.comparing(SemanticVersion::major)
            .thenComparing(SemanticVersion::minor)
            .thenComparing(SemanticVersion::patch);

    /** @return empty where the text is no version */
    public static Optional<SemanticVersion> parse(String text) {
        var match = SYNTAX.matcher(text);
        if (text.length() > LONGEST || !match.matches()) {
            return Optional.empty();
        }
        return Optional.of(new SemanticVersion(
                new BigInteger(match.group(1)),
                new BigInteger(match.group(2)),
                new BigInteger(match.group(3)),
                match.group(4) == null ? List.of() : List.of(match.group(4).split("\\."))));
    }

    /** @throws IllegalArgumentException no version; for texts that have been checked */
    public static SemanticVersion of(String text) {
        return parse(text).orElseThrow(() -> new IllegalArgumentException("Not a version: " + text));
    }

    /** Whether registries show it only to those who ask for prereleases. */
    public boolean isPrerelease() {
        return major.signum() == 0 || !tag.isEmpty();
    }

    @Override
    public int compareTo(SemanticVersion other) {
        var numbers = BY_NUMBERS.compare(this, other);
        if (numbers != 0) {
            return numbers;
        }
        if (tag.isEmpty() || other.tag.isEmpty()) {
            return Boolean.compare(tag.isEmpty(), other.tag.isEmpty()); // a release comes after its prereleases
        }
        for (int i = 0; i < Math.min(tag.size(), other.tag.size()); i++) {
            var order = compareIdentifiers(tag.get(i), other.tag.get(i));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(tag.size(), other.tag.size());
    }

    private static int compareIdentifiers(String a, String b) {
        var aIsNumber = a.chars().allMatch(Character::isDigit);
        var bIsNumber = b.chars().allMatch(Character::isDigit);
        if (aIsNumber && bIsNumber) {
            return new BigInteger(a).compareTo(new BigInteger(b));
        }
        return aIsNumber == bIsNumber ? a.compareTo(b) : aIsNumber ? -1 : 1;
    }
}
