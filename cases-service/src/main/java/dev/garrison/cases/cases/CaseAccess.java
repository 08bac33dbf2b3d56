package dev.garrison.cases.cases;

import dev.garrison.platform.http.ApiException;
import dev.garrison.platform.security.CurrentPrincipal;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

/** What the caller may do to cases: by their owner, so it is known only once the case is. */
@ApplicationScoped
class CaseAccess {
    private final CurrentPrincipal principal;

    CaseAccess(CurrentPrincipal principal) {
        this.principal = principal;
    }

    /** Each asks for the privilege {@code cases:OWNER/OPERATION}. */
    enum Operation {
        createCase("create case"),
        assignCase("assign case"),
        getCase("access case"),
        deleteCase("delete case");

        private final String inWords;

        Operation(String inWords) {
            this.inWords = inWords;
        }
    }

    /** @throws ApiException 403: not with the cases of one of the owners */
    void require(Operation operation, Collection<Owner> owners) {
        var refused = owners.stream()
                .filter(owner -> !may(operation, owner))
                .distinct()
                .map(Owner::name)
                .collect(Collectors.joining(", "));
        if (!refused.isEmpty()) {
            throw ApiException.forbidden("Unauthorized to %s with owners: \"%s\"", operation.inWords, refused);
        }
    }

    /** @throws ApiException 403: with nobody's */
    Set<Owner> ownersOf(Operation operation) {
        var owners = Arrays.stream(Owner.values())
                .filter(owner -> may(operation, owner))
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Owner.class)));
        if (owners.isEmpty()) {
            throw ApiException.forbidden("Unauthorized to %s of any owner", operation.inWords.replace("case", "cases"));
        }
        return owners;
    }

    private boolean may(Operation operation, Owner owner) {
        return principal.get().has("cases:" + owner + "/" + operation);
    }
}
