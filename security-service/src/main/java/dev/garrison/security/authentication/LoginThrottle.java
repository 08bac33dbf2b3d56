package dev.garrison.security.authentication;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.garrison.platform.http.ApiException;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Slows down who guesses passwords. After five failures of a user from an address, that user is tried from that address once in a
 * while only, after pauses that double up to five minutes; an address that fails for many users is held to two tries a minute. Nobody
 * else notices: there is no count of a user over all addresses, by which a stranger could lock the user out.
 *
 * <p>The counts live in this process. With several replicas a guesser has so many times the tries, which is still next to none, and a
 * login costs no write to the database.
 */
@ApplicationScoped
public class LoginThrottle {
    private static final int FREE_FAILURES = 5;
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);
    private static final Duration FORGOTTEN_AFTER = Duration.ofMinutes(15);
    private static final double ADDRESS_BURST = 50;
    private static final Duration ADDRESS_RECOVERS_EVERY = Duration.ofSeconds(30);
    private static final int REMEMBERED = 100_000;

    private final Cache<String, Failures> logins = remembering();
    private final Cache<String, Load> addresses = remembering();
    private final Clock clock;

    LoginThrottle(Clock clock) {
        this.clock = clock;
    }

    private static <T> Cache<String, T> remembering() {
        return Caffeine.newBuilder()
                .maximumSize(REMEMBERED)
                .expireAfterAccess(FORGOTTEN_AFTER)
                .build();
    }

    /** @param nextTry null before the first pause */
    private record Failures(int count, Instant last, Instant nextTry) {
        Duration pause() {
            int doublings = Math.min(count - FREE_FAILURES, 30);
            var pause = FIRST_PAUSE.multipliedBy(1L << doublings);
            return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
        }
    }

    /** Failures of an address, of which one is forgiven every so often. */
    private record Load(double level, Instant at) {
        double levelAt(Instant now) {
            var forgiven = (double) Duration.between(at, now).toMillis() / ADDRESS_RECOVERS_EVERY.toMillis();
            return Math.max(0, level - Math.max(0, forgiven));
        }

        Duration untilLevel(double wanted, Instant now) {
            return Duration.ofMillis((long) ((levelAt(now) - wanted) * ADDRESS_RECOVERS_EVERY.toMillis()));
        }
    }

    /**
     * To be called before a password is looked at.
     *
     * @throws ApiException 429: not yet
     */
    public void enter(String username, String address) {
        var now = clock.instant();
        var network = network(address);
        var load = addresses.getIfPresent(network);
        if (load != null && load.levelAt(now) > ADDRESS_BURST - 1) {
            refuse(load.untilLevel(ADDRESS_BURST - 1, now));
        }
        logins.asMap().computeIfPresent(key(username, network), (key, failures) -> {
            if (now.isAfter(failures.last().plus(FORGOTTEN_AFTER))) {
                return null;
            }
            if (failures.count() < FREE_FAILURES) {
                return failures;
            }
            if (failures.nextTry() != null && now.isBefore(failures.nextTry())) {
                refuse(Duration.between(now, failures.nextTry()));
            }
            // of many requests at once one is tried; the others wait as if it had failed
            return new Failures(failures.count(), failures.last(), now.plus(failures.pause()));
        });
    }

    public void failed(String username, String address) {
        var now = clock.instant();
        var network = network(address);
        logins.asMap().merge(key(username, network), new Failures(1, now, null), (before, one) -> {
            var failures = new Failures(before.count() + 1, now, null);
            return failures.count() < FREE_FAILURES
                    ? failures
                    : new Failures(failures.count(), now, now.plus(failures.pause()));
        });
        addresses.asMap().merge(network, new Load(1, now), (before, one) -> new Load(before.levelAt(now) + 1, now));
    }

    /** Forgives the user's failures, not the address': it may know one password and guess another. */
    public void succeeded(String username, String address) {
        logins.invalidate(key(username, network(address)));
    }

    private static void refuse(Duration wait) {
        throw ApiException.tooManyRequests(wait, "Too many failed logins. Please try again later.");
    }

    private static String key(String username, String network) {
        return network + "\n" + username;
    }

    /** Who has one IPv6 address has 2^64 of them. */
    private static String network(String address) {
        if (address.indexOf(':') < 0) {
            return address;
        }
        try { // with a colon it is a literal, and nobody is asked
            return InetAddress.getByName(address) instanceof Inet6Address v6
                    ? HexFormat.of().formatHex(Arrays.copyOf(v6.getAddress(), 8))
                    : address;
        } catch (UnknownHostException e) {
            return address;
        }
    }
}
