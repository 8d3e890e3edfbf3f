package tidemark.service;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who watches over this process: systemd, or nobody. Each method may be called by any thread, more than once, and does nothing
 * where nobody watches.
 */
public final class Supervisor implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Supervisor.class);
    private static final Duration STATUS = Duration.ofSeconds(5);

    private final @Nullable NotifySocket socket;
    private final @Nullable Duration watchdog;
    private final Supplier<String> status;
    private final BooleanSupplier alive;
    private @Nullable ScheduledExecutorService thread;
    private String told = "";
    private boolean failing;
    private boolean stuck;
    private boolean ending;

    /**
     * Of a process with this environment; nothing is sent yet.
     *
     * @param environment {@code NOTIFY_SOCKET}, {@code WATCHDOG_USEC} and {@code WATCHDOG_PID} are looked at
     * @param status what the process is doing, in one line
     * @param alive whether the loop turns, or waits for something that ends
     */
    public Supervisor(Map<String, String> environment, Supplier<String> status, BooleanSupplier alive) {
        this.status = status;
        this.alive = alive;
        this.socket = opened(environment.get("NOTIFY_SOCKET"));
        this.watchdog = socket == null
                ? null
                : Watchdog.timeout(environment, ProcessHandle.current().pid());
    }

    private static @Nullable NotifySocket opened(@Nullable String name) {
        if (name == null || name.isEmpty()) {
            return null;
        }
        try {
            return NotifySocket.open(name);
        } catch (IOException e) {
            LOG.warn("event=not_notifying socket={} runbook=ops/runbook.md#service", name, e);
            return null;
        }
    }

    /** Begins to tell the status whenever it changed, and to feed the watchdog at half its time. */
    public synchronized void start() {
        if (socket == null || thread != null) {
            return;
        }
        Duration half = watchdog == null ? STATUS : watchdog.dividedBy(2);
        long every = Math.min(half.toNanos(), STATUS.toNanos());
        ScheduledExecutorService ticking = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread made = new Thread(work, "tidemark-supervisor");
            made.setDaemon(true);
            return made;
        });
        thread = ticking;
        var unused = ticking.scheduleAtFixedRate(this::tick, 0, every, TimeUnit.NANOSECONDS);
    }

    private synchronized void tick() {
        try {
            tellStatus();
            feed();
        } catch (RuntimeException e) {
            // Said here, since a scheduled task that throws is silently not run again: then the watchdog bites, with
            // this as its reason.
            LOG.error("event=supervisor_failed runbook=ops/runbook.md#service", e);
            throw e;
        }
    }

    private void tellStatus() {
        String now = ending ? told : line(status.get());
        if (!now.equals(told) && send("STATUS=" + now)) {
            told = now;
        }
    }

    private void feed() {
        if (watchdog == null) {
            return;
        }
        boolean lives = alive.getAsBoolean();
        if (lives) {
            send("WATCHDOG=1");
        }
        if (lives == stuck) {
            stuck = !lives;
            if (lives) {
                LOG.warn("event=loop_turns_again");
            } else {
                LOG.error(
                        "event=loop_stuck watchdog_s={} message=\"the watchdog is not fed any more\" runbook=ops/runbook.md#service",
                        watchdog.toSeconds());
            }
        }
    }

    /** The daemon does its work, or waits for a server by itself; dependent units may start. */
    public void ready() {
        send("READY=1\nSTATUS=" + line(status.get()));
    }

    /**
     * The configuration is about to be read again; {@link #ready} tells that it was.
     *
     * @see System#nanoTime systemd wants CLOCK_MONOTONIC, which is what the Java machine reads on Linux
     */
    public void reloading() {
        send("RELOADING=1\nMONOTONIC_USEC=" + System.nanoTime() / 1_000);
    }

    /** The daemon begins to end. */
    public synchronized void stopping() {
        ending = true;
        send("STOPPING=1\nSTATUS=stopping");
    }

    private static String line(String text) {
        return text.replace('\n', ' ');
    }

    private synchronized boolean send(String text) {
        if (socket == null) {
            return false;
        }
        try {
            socket.send(text);
            failing = false;
            return true;
        } catch (IOException e) {
            if (!failing) {
                LOG.warn("event=not_notified message=\"{}\" runbook=ops/runbook.md#service", line(text), e);
            }
            failing = true;
            return false;
        }
    }

    @Override
    public synchronized void close() {
        if (thread != null) {
            thread.shutdownNow();
        }
        if (socket != null) {
            try {
                socket.close();
            } catch (IOException e) {
                LOG.debug("event=close_failed", e);
            }
        }
    }
}
