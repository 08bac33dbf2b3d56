package dev.garrison.fleet.signing;

import dev.garrison.fleet.policyrevisions.PolicyRevisions;
import dev.garrison.fleet.policyrevisions.PolicySelection;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

/** Another message signing key, at an administrator's wish. */
@ApplicationScoped
class KeyRotation {
    private final MessageSigning signing;
    private final PolicyRevisions revisions;

    KeyRotation(MessageSigning signing, PolicyRevisions revisions) {
        this.signing = signing;
        this.revisions = revisions;
    }

    /** Every policy gets a revision that is signed by the new key and tells it to the agents. */
    @Transactional
    void rotate() {
        signing.rotate();
        revisions.bump(PolicySelection.all(), "system");
    }
}
