package tidemark.cycle;

import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tidemark.change.DocumentId;
import tidemark.change.Position;
import tidemark.change.Snapshot;
import tidemark.state.Control;

/**
 * Up to where searches are true: the newest snapshot of which everything is settled, and what waits for the next. Written by
 * the loop's thread, read and waited for by any; the lock is held for moments.
 *
 * <p>Two things move it. A look that has read all of the log moves it to its snapshot once its documents are searchable and
 * its position is durable. A pulse that finds nothing new moves it to what the pulse itself saw: if no visible row lies
 * beyond the position, then the position covers all that is visible. So a transaction that changed nothing of ours is waited
 * for no longer than until the next pulse.
 */
public final class Horizon {

    /** Each holds a connection, also when its client has gone: others must get in meanwhile. */
    public static final int MOST_WAITING = 256;

    /**
     * What is searchable.
     *
     * @param position how far the log was consumed; durable
     * @param control which of that rides on jobs, and is not searchable before they complete
     * @param snapshot of which everything is settled
     * @param recovery whether that is the snapshot of a standby, which lists nothing as in progress
     * @param begun before that snapshot was taken, by {@link System#nanoTime}: what had committed by then is in it
     * @param at the same by the daemon's clock
     * @param troubled documents that could not be indexed
     */
    public record Reached(
            Position position,
            Control control,
            Snapshot snapshot,
            boolean recovery,
            long begun,
            Instant at,
            Set<DocumentId> troubled) {

        /** Copies. */
        public Reached {
            troubled = Set.copyOf(troubled);
        }

        /** Whether a transaction has ended and all that it changed has been indexed, or rides on a job. */
        public boolean covers(long xid) {
            if (recovery) {
                return xid < snapshot.xmin() || position.watermark().covers(xid);
            }
            return xid < snapshot.xmax() && !snapshot.xip().contains(xid);
        }
    }

    /** A snapshot that was taken after a moment. */
    record Seen(Snapshot snapshot, boolean recovery, long begun, Instant at) {}

    /** Nobody here can tell any more: another daemon leads, or this one ends. */
    public static final class NotLeading extends RuntimeException {
        private static final long serialVersionUID = 1L;

        /** Said by whoever finds it so. */
        public NotLeading() {
            super("this daemon does not lead", null, false, false);
        }
    }

    /** Too many wait already. */
    public static final class Crowded extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Crowded() {
            super(MOST_WAITING + " requests wait already", null, false, false);
        }
    }

    private record Waiter(Predicate<Reached> condition, CompletableFuture<Reached> answer) {}

    private final Set<Waiter> waiters = new LinkedHashSet<>();
    private @Nullable Reached reached;
    private boolean doubted;
    private boolean elsewhere;
    private boolean ended;

    /** Where it stands; null before the first look, or while another daemon leads. */
    public synchronized @Nullable Reached reached() {
        return reached;
    }

    /**
     * Completes as soon as the condition holds, with what was reached then; at once if it holds already. Whoever gives up
     * cancels or completes the answer himself.
     *
     * @param condition quick, without side effects
     * @return fails with {@link NotLeading}, at once while another daemon leads
     * @throws Crowded if too many wait
     */
    public synchronized CompletableFuture<Reached> when(Predicate<Reached> condition) {
        if (ended || elsewhere) {
            return CompletableFuture.failedFuture(new NotLeading());
        }
        Reached now = reached;
        if (now != null && condition.test(now)) {
            return CompletableFuture.completedFuture(now);
        }
        if (waiters.size() >= MOST_WAITING) {
            throw new Crowded();
        }
        Waiter waiter = new Waiter(condition, new CompletableFuture<>());
        waiters.add(waiter);
        var unused = waiter.answer().whenComplete((found, failure) -> forget(waiter));
        return waiter.answer();
    }

    /** Whether nothing is known for a while, though this daemon leads: the next look tells. */
    public synchronized boolean isDoubted() {
        return doubted;
    }

    private synchronized void forget(Waiter waiter) {
        waiters.remove(waiter);
    }

    /** Whether somebody waits. */
    synchronized boolean awaited() {
        return !waiters.isEmpty();
    }

    /** By the daemon's clock, before when everything that had committed is searchable; null if nothing is. */
    synchronized @Nullable Instant at() {
        return reached == null ? null : reached.at();
    }

    /**
     * A look has settled.
     *
     * @param seen its snapshot; null if it left rows unread
     */
    void looked(Position position, Control control, Set<DocumentId> troubled, @Nullable Seen seen) {
        Reached before = reached();
        if (seen != null) {
            move(new Reached(position, control, seen.snapshot(), seen.recovery(), seen.begun(), seen.at(), troubled));
        } else if (before != null) {
            move(new Reached(
                    position, control, before.snapshot(), before.recovery(), before.begun(), before.at(), troubled));
        }
    }

    /** A pulse has found nothing beyond the position of the last look. */
    void nothingNew(Seen seen) {
        Reached before = reached();
        if (before != null) {
            move(new Reached(
                    before.position(),
                    before.control(),
                    seen.snapshot(),
                    seen.recovery(),
                    seen.begun(),
                    seen.at(),
                    before.troubled()));
        }
    }

    private void move(Reached next) {
        List<Waiter> satisfied;
        synchronized (this) {
            reached = next;
            doubted = false;
            satisfied = waiters.stream()
                    .filter(waiter -> waiter.condition().test(next))
                    .toList();
        }
        // Without the lock: whoever waits goes on in this thread unless it asked for another.
        satisfied.forEach(waiter -> waiter.answer().complete(next));
    }

    /**
     * The database may be another by now, or the log does not tell everything: what was reached is nobody's answer before the next
     * look has settled. Who waits goes on waiting.
     */
    synchronized void doubted() {
        doubted = doubted || reached != null;
        reached = null;
    }

    /** Nothing will ever be known again: who asks from here on is told at once. */
    void end() {
        synchronized (this) {
            ended = true;
        }
        lost();
    }

    /** This daemon leads from here on: who asks waits for what its first look finds. */
    synchronized void leads() {
        elsewhere = false;
    }

    /** Another daemon leads: nothing is known here, and nothing to wait for. */
    void lost() {
        List<Waiter> all;
        synchronized (this) {
            elsewhere = true;
            reached = null;
            doubted = false;
            all = List.copyOf(waiters);
        }
        all.forEach(waiter -> waiter.answer().completeExceptionally(new NotLeading()));
    }
}
