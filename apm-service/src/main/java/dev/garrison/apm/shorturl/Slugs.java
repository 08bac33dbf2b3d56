package dev.garrison.apm.shorturl;

import dev.garrison.apm.savedobjects.SavedObjects;
import dev.garrison.platform.http.ApiException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.security.SecureRandom;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The short names in links: one of each in a space. */
@ApplicationScoped
class Slugs {
    private static final Pattern ALLOWED = Pattern.compile("[A-Za-z0-9._-]+");
    private static final String CHARACTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    private static final int LENGTH = 5;
    private static final int ATTEMPTS = 20;
    private static final List<String> MANNERS = List.of(
            "bold", "brave", "bright", "calm", "clever", "early", "gentle", "happy", "kind", "lively", "quick",
            "quiet");
    private static final List<String> COLOURS = List.of(
            "amber", "azure", "black", "blue", "green", "grey", "indigo", "orange", "purple", "red", "white", "yellow");
    private static final List<String> THINGS = List.of(
            "apple",
            "bridge",
            "cloud",
            "falcon",
            "forest",
            "harbor",
            "island",
            "lamp",
            "mountain",
            "river",
            "star",
            "tiger");

    private final EntityManager database;
    private final SavedObjects objects;
    private final SecureRandom random = new SecureRandom();

    Slugs(EntityManager database, SavedObjects objects) {
        this.database = database;
        this.objects = objects;
    }

    /**
     * The slug is the caller's until its transaction ends.
     *
     * @throws ApiException 400: it has other characters than letters, digits, {@code . _ -}; 409: it is taken
     */
    void take(String space, String slug) {
        if (!ALLOWED.matcher(slug).matches()) {
            throw ApiException.badRequest("Invalid [slug = %s]", slug);
        }
        if (!isFree(space, slug)) {
            throw ApiException.conflict("Slug \"%s\" already exists.", slug);
        }
    }

    /** A new one, which is the caller's until its transaction ends. */
    String takeNew(String space, boolean readable) {
        for (int i = 0; i < ATTEMPTS; i++) {
            var slug = readable ? words() : characters();
            if (isFree(space, slug)) {
                return slug;
            }
        }
        var longer = characters() + characters() + characters();
        take(space, longer);
        return longer;
    }

    /** Of two that ask for it at once, the second waits and then sees the first one's link. */
    private boolean isFree(String space, String slug) {
        database.createNativeQuery(
                        "select 1 from pg_advisory_xact_lock(hashtextextended('short_url.slug:' || :space || '/' || :slug, 0))",
                        Integer.class)
                .setParameter("space", space)
                .setParameter("slug", slug)
                .getResultList();
        return objects.withSlug(space, slug).isEmpty();
    }

    private String characters() {
        return random.ints(LENGTH, 0, CHARACTERS.length())
                .mapToObj(i -> String.valueOf(CHARACTERS.charAt(i)))
                .collect(Collectors.joining());
    }

    private String words() {
        return String.join("-", one(MANNERS), one(COLOURS), one(THINGS));
    }

    private String one(List<String> words) {
        return words.get(random.nextInt(words.size()));
    }
}
