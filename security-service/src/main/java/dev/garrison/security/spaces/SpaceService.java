package dev.garrison.security.spaces;

import dev.garrison.platform.events.Outbox;
import dev.garrison.platform.http.ApiException;
import dev.garrison.platform.http.AuditedAction;
import dev.garrison.platform.security.CurrentPrincipal;
import dev.garrison.security.authentication.HeldPrivileges;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Spaces, and who may see and change them. */
@ApplicationScoped
class SpaceService {
    private static final String TARGET = "space";
    private static final Duration LOOK_AGAIN_AFTER = Duration.ofMillis(20);

    private final SpaceRepository spaces;
    private final HeldPrivileges held;
    private final CurrentPrincipal caller;
    private final Outbox outbox;
    private final AuditedAction audited;
    private final Clock clock;
    private final int most;
    private final Duration clockTolerance;
    private final Duration deletionPatience;

    SpaceService(
            SpaceRepository spaces,
            HeldPrivileges held,
            CurrentPrincipal caller,
            Outbox outbox,
            AuditedAction audited,
            Clock clock,
            @ConfigProperty(name = "garrison.security.max-spaces") int most,
            @ConfigProperty(name = "garrison.security.space-clock-tolerance") Duration clockTolerance,
            @ConfigProperty(name = "garrison.security.space-deletion-patience") Duration deletionPatience) {
        this.spaces = spaces;
        this.held = held;
        this.caller = caller;
        this.outbox = outbox;
        this.audited = audited;
        this.clock = clock;
        this.most = most;
        this.clockTolerance = clockTolerance;
        this.deletionPatience = deletionPatience;
    }

    /**
     * Spaces in which the caller may do that, by name.
     *
     * @throws ApiException 403: there is none
     */
    List<SpaceDocument> list(Purpose purpose) {
        return list(may -> may.include(purpose), false);
    }

    /**
     * Spaces in which the caller may do anything at all, and what, by name.
     *
     * @throws ApiException 403: there is none
     */
    List<SpaceDocument> listWithPurposes() {
        return list(AuthorizedPurposes::includeOne, true);
    }

    private List<SpaceDocument> list(Predicate<AuthorizedPurposes> wanted, boolean tell) {
        var privileges = held.ofCaller();
        var found = new ArrayList<SpaceDocument>();
        for (var space : spaces.all()) {
            var may = AuthorizedPurposes.of(privileges.at(space.id));
            if (wanted.test(may)) {
                found.add(SpaceDocument.of(space, tell ? may : null));
            }
        }
        if (found.isEmpty()) {
            throw ApiException.forbidden("Forbidden");
        }
        return found;
    }

    /** @throws ApiException 403: the caller may not enter it, were it there; 404 */
    SpaceDocument get(String id) {
        if (!AuthorizedPurposes.of(held.ofCaller().at(id)).any()) {
            throw ApiException.forbidden("Unauthorized to get %s space", id);
        }
        return spaces.findByIdOptional(id).map(SpaceDocument::of).orElseThrow(SpaceService::notFound);
    }

    /**
     * A new space. Where one of that id has just been deleted, this waits until other services have heard of it: the new one starts
     * empty.
     *
     * @throws ApiException 403; 400: there are too many; 409: the id is taken; 503: other services cannot be told of the deletion
     */
    SpaceDocument create(WriteSpace body) {
        audited.is("space_create", TARGET, body.id());
        requireManage("create");
        var giveUp = clock.instant().plus(deletionPatience);
        while (true) {
            var created = QuarkusTransaction.requiringNew().call(() -> createIfFree(body));
            if (created.isPresent()) {
                return created.get();
            }
            if (clock.instant().isAfter(giveUp)) {
                throw ApiException.of(503, "The space %s is still being deleted. Please try again later.", body.id());
            }
            pause();
        }
    }

    private Optional<SpaceDocument> createIfFree(WriteSpace body) {
        var now = clock.instant();
        spaces.lockCreation();
        if (spaces.count() >= most) {
            throw ApiException.badRequest("Unable to create Space, this exceeds the maximum number of spaces set by the"
                    + " xpack.spaces.maxSpaces setting");
        }
        if (spaces.findByIdOptional(body.id()).isPresent()) {
            throw ApiException.conflict("A space with the identifier %s already exists.", body.id());
        }
        spaces.freeIds(now);
        if (!spaces.isFree(body.id()) || outbox.holds(SpaceDeleted.TYPE, body.id())) {
            return Optional.empty();
        }
        var space = new Space();
        space.id = body.id();
        space.createdAt = now;
        space.become(body, now);
        spaces.persist(space);
        return Optional.of(SpaceDocument.of(space));
    }

    /** @throws ApiException 403, 404 */
    @Transactional
    SpaceDocument update(String id, WriteSpace body) {
        audited.is("space_update", TARGET, id);
        requireManage("update");
        var space = spaces.lock(id).orElseThrow(SpaceService::notFound);
        space.become(body, clock.instant());
        return SpaceDocument.of(space);
    }

    /**
     * The space, and by an event all that belongs to it.
     *
     * @throws ApiException 403, 404; 400: the default space
     */
    @Transactional
    void delete(String id) {
        audited.is("space_delete", TARGET, id);
        requireManage("delete");
        var space = spaces.lock(id).orElseThrow(SpaceService::notFound);
        if (space.reserved) {
            throw ApiException.badRequest("The %s space cannot be deleted because it is reserved.", id);
        }
        // another service's clock may be behind or ahead by the tolerance: what it dates so is old, what is created
        // from then on new
        var createdBefore = clock.instant().plus(clockTolerance);
        spaces.delete(space, createdBefore.plus(clockTolerance));
        outbox.publish(new SpaceDeleted(id, createdBefore));
    }

    private void requireManage(String action) {
        var here = held.ofCaller().at(caller.space()); // who may in one space may in all
        if (!here.contains("*") && !here.contains("space:manage")) {
            throw ApiException.forbidden("Unauthorized to %s spaces", action);
        }
    }

    private static ApiException notFound() {
        return ApiException.notFound("Not Found");
    }

    private static void pause() {
        try {
            Thread.sleep(LOOK_AGAIN_AFTER.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
