package tidemark.cycle;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tidemark.change.Position;
import tidemark.change.Snapshot;
import tidemark.lifecycle.Heartbeat;
import tidemark.lifecycle.Refusal;
import tidemark.lifecycle.SchemaChanged;
import tidemark.lifecycle.Unavailable;
import tidemark.state.StateLost;

/**
 * The thread that decides: it waits for the interval, a pulse that finds changes, or a request, and then looks. It survives
 * everything but a refusal, an {@link Error}, and {@link #close()}. A thin shell: what a look does is in {@link Cycle}.
 */
public final class MasterLoop implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(MasterLoop.class);
    private static final int MANY = 5;
    private static final Duration STAND_BY = Duration.ofMillis(500);

    /** What a look does. */
    public interface Step {
        /** Looks once. */
        Look run(boolean thorough) throws InterruptedException;

        /** The lead was just taken. */
        void begin();

        /** Whether there is something to look at that the change log does not tell. Asked every check interval. */
        boolean due();
    }

    /** Whether this daemon leads. */
    public interface Lead {
        /** Tries to take the lead, or confirms it. */
        boolean tryLead();
    }

    /** A cheap question to the change log. */
    public interface Probe {
        /**
         * Asks whether the log has rows that the position does not cover.
         *
         * @param awaited whether somebody waits for the answer, so that not to ask is no answer
         */
        Found ask(Position position, boolean awaited);

        /**
         * The answer.
         *
         * @param anythingNew whether to look
         * @param snapshot what the question saw: without anything new, the position covers all that it shows; null if nobody
         *     was asked. Of a server that was not asked before the last look, the answer is always to look: its history may be
         *     another
         * @param recovery whether the server is a standby
         */
        record Found(boolean anythingNew, @Nullable Snapshot snapshot, boolean recovery) {}
    }

    private final Step step;
    private final Lead lead;
    private final Probe probe;
    private final StatusBoard board;
    private final Horizon horizon;
    private final Heartbeat heartbeat;
    private final CycleOptions options;
    private final Consumer<Throwable> fatal;
    private final RandomGenerator random = RandomGenerator.getDefault();
    private final Wakeup wakeup = new Wakeup();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread thread = new Thread(this::loop, "tidemark-loop");
    private boolean leading;
    private int failures;
    private long checked = System.nanoTime();
    private @Nullable Instant troubledDue;

    /**
     * A loop.
     *
     * @param fatal told when the loop cannot go on: a {@link Refusal} or an {@link Error}
     */
    public MasterLoop(
            Step step,
            Lead lead,
            Probe probe,
            StatusBoard board,
            Horizon horizon,
            CycleOptions options,
            Consumer<Throwable> fatal) {
        this.step = step;
        this.lead = lead;
        this.probe = probe;
        this.board = board;
        this.horizon = horizon;
        this.heartbeat = board.heartbeat();
        this.options = options;
        this.fatal = fatal;
    }

    /** Starts the thread. */
    public void start() {
        thread.start();
    }

    /** Asks for a look now. Any thread. */
    public void wake() {
        wakeup.wake();
    }

    private void loop() {
        try {
            while (!wakeup.stopped()) {
                heartbeat.progress();
                turn();
            }
        } catch (InterruptedException e) {
            LOG.info("event=loop_interrupted");
            Thread.currentThread().interrupt();
        } catch (Refusal e) {
            LOG.error(
                    "event=refused message=\"{}\" hint=\"{}\" runbook=ops/runbook.md#refused",
                    e.getMessage(),
                    e.hint());
            board.error(String.valueOf(e.getMessage()), e.hint());
            fatal.accept(e);
        } catch (Error e) {
            fatal.accept(e);
            throw e;
        } finally {
            horizon.end();
            ended.countDown();
        }
    }

    private void turn() throws InterruptedException {
        try {
            if (!leads()) {
                horizon.lost();
                board.standsBy();
                pause(STAND_BY);
                return;
            }
            lookAndWait();
        } catch (StateLost e) {
            step.begin();
            if (failures >= MANY) {
                LOG.warn("event=state_lost failures={} message=\"{}\"", failures, e.getMessage());
                board.error("the state keeps changing: " + e.getMessage(), "does another daemon use this meta index?");
            }
            LOG.info("event=state_lost message=\"{}\"", e.getMessage());
            sleep();
        } catch (Unavailable e) {
            away(e);
        } catch (Refusal e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.error("event=look_failed failures={} runbook=ops/runbook.md#look-failed", failures + 1, e);
            board.error(
                    String.valueOf(e.getMessage()),
                    e instanceof SchemaChanged
                            ? "configuration and database no longer fit: tidemark check tells where"
                            : "the same changes are tried again; see the log");
            sleep();
        }
    }

    private boolean leads() {
        boolean now = lead.tryLead();
        if (now != leading) {
            leading = now;
            board.leading(now);
            LOG.info("event={}", now ? "leads" : "stands_by");
            if (now) {
                horizon.leads();
                step.begin();
            }
        }
        return now;
    }

    private void lookAndWait() throws InterruptedException {
        Look look = step.run(true);
        healthy();
        long looked = System.nanoTime();
        while (!wakeup.stopped()) {
            troubledDue = look.troubledDue();
            if (look.pause() != null) {
                pause(look.pause());
            } else if (!look.again() && !waitForWork(look.position(), looked)) {
                return;
            }
            if (wakeup.stopped() || !leads()) {
                return;
            }
            look = step.run(false);
            healthy();
            if (System.nanoTime() - looked > options.interval().toNanos()) {
                return;
            }
        }
    }

    /** Whether there is work before the interval ends: a request, a troubled document that is due, changes. */
    private boolean waitForWork(Position position, long looked) throws InterruptedException {
        board.status(StatusBoard.Status.WAITING);
        while (!wakeup.stopped()) {
            if (System.nanoTime() - checked > options.checkInterval().toNanos()) {
                checked = System.nanoTime();
                if (step.due()) {
                    return true;
                }
            }
            if (pulse(position) || pause(options.pulse()) || troubledIsDue()) {
                return true;
            }
            if (System.nanoTime() - looked > options.interval().toNanos() || !lead.tryLead()) {
                return false;
            }
        }
        return false;
    }

    private boolean pulse(Position position) {
        long begun = System.nanoTime();
        Instant at = Instant.now();
        Probe.Found found = probe.ask(position, horizon.awaited());
        if (!found.anythingNew() && found.snapshot() != null) {
            board.trueAsOf(at);
            horizon.nothingNew(new Horizon.Seen(found.snapshot(), found.recovery(), begun, at));
        }
        return found.anythingNew();
    }

    private boolean troubledIsDue() {
        return troubledDue != null && !troubledDue.isAfter(Instant.now());
    }

    /** Waits; whether somebody woke it. */
    private boolean pause(Duration time) throws InterruptedException {
        heartbeat.waits(time);
        boolean woken = wakeup.await(time);
        heartbeat.progress();
        return woken;
    }

    private void healthy() {
        heartbeat.progress();
        board.answered();
        if (failures > 0) {
            LOG.info("event=recovered after_failures={}", failures);
            failures = 0;
        }
    }

    private void away(Unavailable e) throws InterruptedException {
        if (e.server() == Unavailable.Server.POSTGRES) {
            // The lock may have gone with the connection, and another daemon may have led since; a server
            // that comes back may have lost commits, and give their ids to others.
            horizon.doubted();
            step.begin();
        }
        if (failures == 0) {
            LOG.warn("event=server_away server={} message=\"{}\"", e.server(), e.getMessage(), e);
        }
        board.away(e);
        sleep();
    }

    private void sleep() throws InterruptedException {
        failures++;
        board.status(StatusBoard.Status.SLEEPING);
        pause(options.sleep().after(failures, random));
    }

    /** Ends the loop; a running look is given the time it needs up to {@code grace}, then it is interrupted. */
    public boolean stop(Duration grace) throws InterruptedException {
        wakeup.stop();
        if (!thread.isAlive()) {
            return true;
        }
        if (ended.await(grace.toMillis(), TimeUnit.MILLISECONDS)) {
            return true;
        }
        LOG.warn("event=look_abandoned grace={}", grace);
        thread.interrupt();
        return ended.await(2, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        wakeup.stop();
        thread.interrupt();
    }
}
