package dev.garrison.fleet.actions;

import java.util.EnumSet;
import java.util.Set;

/** What agents can be told. */
public enum ActionType {
    UPGRADE,
    UNENROLL,
    SETTINGS,
    POLICY_REASSIGN,
    CANCEL,
    FORCE_UNENROLL,
    REQUEST_DIAGNOSTICS,
    UPDATE_TAGS,
    POLICY_CHANGE,
    INPUT_ACTION;

    private static final Set<ActionType> FOR_THE_RECORD = EnumSet.of(FORCE_UNENROLL, UPDATE_TAGS);
    private static final Set<ActionType> SIGNED = EnumSet.of(UNENROLL, UPGRADE);

    /** Whether agents get it; others are in the activity list only. */
    boolean isDeliverable() {
        return !FOR_THE_RECORD.contains(this);
    }

    /** Whether Elastic Defend obeys it only with a signature. */
    boolean isSigned() {
        return SIGNED.contains(this);
    }
}
