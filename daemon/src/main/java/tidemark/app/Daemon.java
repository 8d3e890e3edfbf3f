package tidemark.app;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tidemark.config.Configuration;
import tidemark.config.ConfigurationException;
import tidemark.cycle.StatusBoard;
import tidemark.http.ControlResource;
import tidemark.http.Metrics;
import tidemark.http.MetricsResource;
import tidemark.http.ReadingResource;
import tidemark.http.StatusServer;
import tidemark.lifecycle.Backoff;
import tidemark.lifecycle.Heartbeat;
import tidemark.lifecycle.Refusal;
import tidemark.lifecycle.Unavailable;
import tidemark.service.Supervisor;
import tidemark.telemetry.Page;

/**
 * The daemon: it shows its status from the first moment, connects as soon as the servers are there, and then indexes until it
 * is asked to stop. {@link #requestStop} may come from any thread, at any time, more than once.
 */
public final class Daemon implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Daemon.class);
    private static final Backoff CONNECTING = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(15));
    private static final Duration MARGIN = Duration.ofMinutes(5);

    private final Supplier<Configuration> reader;
    private final StatusBoard board;
    private final Instruments instruments;
    private final LogCounter logged;
    private final StatusPage page;
    private final StatusServer http;
    private final Supervisor supervisor;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final AtomicReference<@Nullable Throwable> fatal = new AtomicReference<>();
    private final Thread starter = new Thread(this::connect, "tidemark-start");
    private final ReentrantLock exchanging = new ReentrantLock();
    private volatile Configuration configuration;
    private volatile @Nullable Assembly assembly;

    /**
     * A daemon; nothing is opened yet.
     *
     * @param reader reads the configuration, now and whenever it is to be read again
     * @throws ConfigurationException if it is wrong, or an audit rule does not compile
     * @throws Refusal if the certificate of the endpoint cannot be used
     */
    public Daemon(Supplier<Configuration> reader) {
        this.reader = reader;
        this.configuration = reader.get();
        Sources.rules(configuration);
        Heartbeat heartbeat = new Heartbeat(patience(configuration));
        this.board = new StatusBoard(Clock.systemUTC(), configuration.cycle().interval(), heartbeat);
        this.supervisor = new Supervisor(System.getenv(), board::headline, heartbeat::alive);
        this.instruments = Instruments.of(configuration);
        this.logged = LogCounter.of(instruments.metrics());
        instruments.metrics().add(new Gauges(this::configuration, board, this::running));
        ReadingCalls reading = new ReadingCalls(this::running);
        this.page = new StatusPage(
                new Shown(this::configuration, board, this::running),
                new JobCalls(this::running),
                () -> reading.indexingStatus(null),
                List.of(
                        new ReadingResource(reading),
                        new ControlResource(new ControlCalls(this::running, this::reload)),
                        new MetricsResource(this::scrape)));
        this.http =
                new StatusServer(Endpoints.of(configuration.http()), page.resources(), instruments.metrics()::denied);
    }

    /** What each call over HTTP needs of its caller. */
    List<String> routes() {
        return http.routes();
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
        page.start();
        starter.start();
    }

    private @Nullable Assembly running() {
        return assembly;
    }

    private Configuration configuration() {
        return configuration;
    }

    /**
     * Reads the configuration again, and goes on with it: the parts are made anew beside those that run, which end when the new ones
     * are known to be good. What is wrong changes nothing.
     *
     * @return {@code {changed, restart_needed, rebuilt, removed, unlogged}}, the last three where something runs
     * @throws ConfigurationException if it is wrong, or does not fit the database
     * @throws Refusal if the database lacks something
     * @throws Unavailable if a server is away
     */
    public ObjectNode reload() {
        exchanging.lock();
        supervisor.reloading();
        try {
            Difference difference = Difference.between(configuration, reader.get());
            Sources.rules(difference.effective());
            // Of those that cannot be used the ones before stay, and the log tells which.
            http.reload();
            ObjectNode told = exchange(difference);
            LOG.info("event=reloaded changed={} restart_needed={}", difference.changed(), difference.restart());
            return told;
        } finally {
            if (assembly != null) {
                supervisor.ready();
            }
            exchanging.unlock();
        }
    }

    /** One that still connects does so with the new configuration. */
    private ObjectNode exchange(Difference difference) {
        ObjectNode told = JsonNodeFactory.instance.objectNode();
        strings(told.putArray("changed"), difference.changed());
        strings(told.putArray("restart_needed"), difference.restart());
        Assembly old = assembly;
        Configuration next = difference.effective();
        if (difference.changed().isEmpty() || stopped()) {
            return told;
        }
        if (old != null) {
            List<String> unlogged = Assembly.unlogged(next);
            Assembly built = Assembly.of(next, board, instruments, this::fail);
            strings(told.putArray("rebuilt"), built.otherPlans(old));
            strings(told.putArray("removed"), built.missing(old));
            strings(told.putArray("unlogged"), unlogged);
            assembly = null;
            stop(old, configuration.shutdown().grace());
            assembly = built;
            try {
                built.start();
            } catch (RuntimeException | Error e) {
                fail(e);
                throw e;
            }
        }
        configuration = next;
        board.looksEvery(next.cycle().interval());
        board.heartbeat().allows(patience(next));
        Logging.apply(next.log());
        return told;
    }

    private static void strings(ArrayNode array, Collection<String> texts) {
        texts.forEach(array::add);
    }

    /** However they end, the new ones are to begin: nothing of the old is needed any more. */
    private static void stop(Assembly running, Duration grace) {
        try {
            running.stop(grace);
        } catch (InterruptedException e) {
            LOG.info("event=stop_interrupted");
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.error("event=parts_ended_badly", e);
        }
    }

    private Metrics.Scrape scrape(@Nullable String accept) {
        Page page = instruments.metrics().page(accept);
        return new Metrics.Scrape(page.contentType(), page.text());
    }

    private void connect() {
        board.connecting();
        RandomGenerator random = RandomGenerator.getDefault();
        try {
            for (int failures = 1; !stopped(); failures++) {
                board.heartbeat().progress();
                try {
                    begin();
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

    private void begin() {
        exchanging.lock();
        try {
            Assembly built = Assembly.of(configuration, board, instruments, this::fail);
            assembly = built;
            built.start();
        } finally {
            exchanging.unlock();
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
        // A reload that is under way comes to its end first.
        exchanging.lock();
        try {
            Assembly running = assembly;
            if (running != null) {
                running.stop(configuration.shutdown().grace());
            }
        } finally {
            exchanging.unlock();
        }
        LOG.info("event=stopped");
        return Optional.ofNullable(fatal.get());
    }

    @Override
    public void close() {
        stop.countDown();
        page.close();
        http.close();
        supervisor.close();
        instruments.traces().close();
        logged.close();
    }
}
