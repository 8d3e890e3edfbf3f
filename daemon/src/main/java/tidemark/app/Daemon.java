package tidemark.app;

import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tidemark.config.Configuration;
import tidemark.config.ConfigurationException;
import tidemark.cycle.StatusBoard;
import tidemark.http.ControlResource;
import tidemark.http.JobsResource;
import tidemark.http.ReadingResource;
import tidemark.http.StatusResource;
import tidemark.http.StatusServer;
import tidemark.lifecycle.Backoff;
import tidemark.lifecycle.Heartbeat;
import tidemark.lifecycle.Refusal;
import tidemark.lifecycle.Unavailable;
import tidemark.service.Supervisor;

/**
 * The daemon: it shows its status from the first moment, connects as soon as the servers are there, and then indexes until it
 * is asked to stop. {@link #requestStop} may come from any thread, at any time, more than once.
 */
public final class Daemon implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Daemon.class);
    private static final Backoff CONNECTING = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(15));
    private static final Duration MARGIN = Duration.ofMinutes(5);

    private final Configuration configuration;
    private final StatusBoard board;
    private final StatusServer http;
    private final Supervisor supervisor;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final AtomicReference<@Nullable Throwable> fatal = new AtomicReference<>();
    private final Thread starter = new Thread(this::connect, "tidemark-start");
    private volatile @Nullable Assembly assembly;

    /**
     * A daemon; nothing is opened yet.
     *
     * @throws ConfigurationException if an audit rule does not compile
     */
    public Daemon(Configuration configuration) {
        Sources.rules(configuration);
        this.configuration = configuration;
        Heartbeat heartbeat = new Heartbeat(patience(configuration));
        this.board = new StatusBoard(Clock.systemUTC(), configuration.cycle().interval(), heartbeat);
        this.supervisor = new Supervisor(System.getenv(), board::headline, heartbeat::alive);
        this.http = new StatusServer(
                configuration.http().host(),
                configuration.http().port(),
                List.of(
                        new StatusResource(new Shown(configuration, board, this::running)),
                        new JobsResource(new JobCalls(this::running)),
                        new ReadingResource(new ReadingCalls(this::running)),
                        new ControlResource(new ControlCalls(this::running))));
    }

    /** Longer than any one statement, request or batch may take. */
    private static Duration patience(Configuration configuration) {
        return Stream.of(
                        configuration.postgres().socketTimeout(),
                        configuration.elasticsearch().requestTimeout(),
                        Assembly.CHUNK_DEADLINE)
                .max(Comparator.naturalOrder())
                .orElseThrow()
                .plus(MARGIN);
    }

    /**
     * Listens, and begins to connect. A service manager is told that the daemon is ready when it has connected, or found that a
     * server is away and waits for it; what a person must mend first is told by the exit code, before that.
     *
     * @throws Refusal if the HTTP address cannot be had
     */
    public void start() {
        http.start();
        supervisor.start();
        starter.start();
    }

    private @Nullable Assembly running() {
        return assembly;
    }

    private void connect() {
        board.connecting();
        RandomGenerator random = RandomGenerator.getDefault();
        try {
            for (int failures = 1; !stopped(); failures++) {
                board.heartbeat().progress();
                try {
                    Assembly built = Assembly.of(configuration, board, this::fail);
                    assembly = built;
                    built.start();
                    supervisor.ready();
                    return;
                } catch (Unavailable e) {
                    LOG.warn("event=not_connected server={} message=\"{}\"", e.server(), e.getMessage());
                    board.away(e);
                    supervisor.ready();
                    Duration pause = CONNECTING.after(failures, random);
                    board.heartbeat().waits(pause);
                    if (stop.await(pause.toNanos(), TimeUnit.NANOSECONDS)) {
                        return;
                    }
                }
            }
        } catch (Refusal | ConfigurationException e) {
            fail(e);
        } catch (InterruptedException e) {
            LOG.info("event=start_interrupted");
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) {
            LOG.error("event=start_failed", e);
            fail(e);
        }
    }

    private boolean stopped() {
        return stop.getCount() == 0;
    }

    private void fail(Throwable failure) {
        fatal.compareAndSet(null, failure);
        stop.countDown();
    }

    /** Asks the daemon to end. */
    public void requestStop() {
        stop.countDown();
    }

    /** Where it listens. */
    public int port() {
        return http.address().getPort();
    }

    /**
     * Waits until the daemon was asked to end or cannot go on, then lets what runs settle within the grace.
     *
     * @return why it could not go on; empty after a request
     */
    public Optional<Throwable> awaitEnd() throws InterruptedException {
        stop.await();
        supervisor.stopping();
        starter.join(configuration.shutdown().grace().toMillis());
        Assembly running = assembly;
        if (running != null) {
            running.stop(configuration.shutdown().grace());
        }
        LOG.info("event=stopped");
        return Optional.ofNullable(fatal.get());
    }

    @Override
    public void close() {
        stop.countDown();
        http.close();
        supervisor.close();
    }
}
