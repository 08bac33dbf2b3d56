package dev.garrison.fleet.checkin;

import dev.garrison.fleet.fleetserver.AgentRequest;
import dev.garrison.fleet.fleetserver.Answer;
import java.util.concurrent.atomic.AtomicBoolean;

/** A check-in that is not answered yet. Tens of thousands of these wait, so it holds next to nothing. */
final class WaitingCheckin {
    private final AgentRequest request;
    private final String agentId;
    private final String policyId;
    private final long position;
    private final long deadlineNanos;
    private final AtomicBoolean answered = new AtomicBoolean();

    /** @param position of the last action that the agent has received @param deadlineNanos by {@code System.nanoTime} */
    WaitingCheckin(AgentRequest request, String agentId, String policyId, long position, long deadlineNanos) {
        this.request = request;
        this.agentId = agentId;
        this.policyId = policyId;
        this.position = position;
        this.deadlineNanos = deadlineNanos;
    }

    String agentId() {
        return agentId;
    }

    /** Empty where the agent has none. */
    String policyId() {
        return policyId;
    }

    long position() {
        return position;
    }

    boolean isOverdue(long nowNanos) {
        return nowNanos - deadlineNanos >= 0;
    }

    boolean acceptsGzip() {
        return request.acceptsGzip();
    }

    boolean isAnswered() {
        return answered.get();
    }

    /** Answers unless that was done before. */
    void answer(Answer answer) {
        if (answered.compareAndSet(false, true)) {
            request.answer(answer);
        }
    }

    /** It will be answered otherwise, or not at all. */
    void giveUp() {
        answered.set(true);
    }

    void onClose(Runnable listener) {
        request.onClose(listener);
    }
}
