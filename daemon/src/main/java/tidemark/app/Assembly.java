package tidemark.app;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tidemark.audit.Rules;
import tidemark.capture.ChangeLog;
import tidemark.capture.History;
import tidemark.capture.TriggerFault;
import tidemark.catalog.Database;
import tidemark.config.Configuration;
import tidemark.config.CycleSettings;
import tidemark.config.JobSettings;
import tidemark.config.VerifySettings;
import tidemark.cycle.BatchWork;
import tidemark.cycle.Cycle;
import tidemark.cycle.CycleOptions;
import tidemark.cycle.Figures;
import tidemark.cycle.Horizon;
import tidemark.cycle.MasterLoop;
import tidemark.cycle.Parts;
import tidemark.cycle.Predecessors;
import tidemark.cycle.SecondPass;
import tidemark.cycle.Staging;
import tidemark.cycle.StatusBoard;
import tidemark.cycle.Types;
import tidemark.cycle.Watch;
import tidemark.delivery.Delivery;
import tidemark.delivery.DeliverySettings;
import tidemark.elasticsearch.Elasticsearch;
import tidemark.followup.FollowUps;
import tidemark.index.Documents;
import tidemark.index.IndexDefinition;
import tidemark.index.IndexMeta;
import tidemark.index.Indices;
import tidemark.index.OwnIndices;
import tidemark.leadership.Leadership;
import tidemark.lifecycle.Backoff;
import tidemark.plan.DocumentPlan;
import tidemark.plan.TrackedTable;
import tidemark.rebuild.BuildTriggers;
import tidemark.rebuild.JobFigures;
import tidemark.rebuild.JobRequests;
import tidemark.rebuild.Layouts;
import tidemark.rebuild.Observers;
import tidemark.rebuild.RebuildDesk;
import tidemark.rebuild.RebuildOptions;
import tidemark.snapshot.Snapshots;
import tidemark.snapshot.Source;
import tidemark.state.Book;
import tidemark.state.Control;
import tidemark.state.Job;
import tidemark.state.Pause;
import tidemark.state.StateStore;
import tidemark.telemetry.Freshness;
import tidemark.verification.Sweep;

/** Everything that runs once both servers have answered: the parts list of the daemon. */
final class Assembly {

    private static final Logger LOG = LoggerFactory.getLogger(Assembly.class);
    private static final long SHARED_BYTES = 64L << 20;
    private static final Duration LEADERSHIP_SILENCE = Duration.ofSeconds(2);
    private static final Duration LEADERSHIP_TRUST = Duration.ofSeconds(4);
    static final Duration CHUNK_DEADLINE = Duration.ofMinutes(10);

    private final Types types;
    private final MasterLoop loop;
    private final RebuildDesk desk;
    private final Sweep sweep;
    private final SecondPass audits;
    private final FollowUps followUps;
    private final ReadingCalls.Readers readers;
    private final ControlCalls.Switch control;
    private final Freshness freshness;
    private final Deque<AutoCloseable> closeLast;

    private Assembly(
            Types types,
            MasterLoop loop,
            RebuildDesk desk,
            Sweep sweep,
            SecondPass audits,
            FollowUps followUps,
            ReadingCalls.Readers readers,
            ControlCalls.Switch control,
            Freshness freshness,
            Deque<AutoCloseable> closeLast) {
        this.types = types;
        this.loop = loop;
        this.desk = desk;
        this.sweep = sweep;
        this.audits = audits;
        this.followUps = followUps;
        this.readers = readers;
        this.control = control;
        this.freshness = freshness;
        this.closeLast = closeLast;
    }

    /**
     * Builds the parts. The database is read to resolve the document types; nothing is written.
     *
     * @param instruments what they are watched with
     * @param fatal told when the loop cannot go on
     * @throws tidemark.lifecycle.Unavailable if a server is away
     * @throws tidemark.config.ConfigurationException if configuration and database do not fit
     */
    static Assembly of(
            Configuration configuration, StatusBoard board, Instruments instruments, Consumer<Throwable> fatal) {
        Deque<AutoCloseable> opened = new ArrayDeque<>();
        try {
            return build(configuration, board, instruments, fatal, opened);
        } catch (RuntimeException e) {
            closeAll(opened);
            throw e;
        }
    }

    private static Assembly build(
            Configuration configuration,
            StatusBoard board,
            Instruments instruments,
            Consumer<Throwable> fatal,
            Deque<AutoCloseable> opened) {
        Clock clock = Clock.systemUTC();
        Source source = Sources.of(configuration);
        Layout layout = opened(opened, Layout.of(configuration, source));
        Schema schema = schema(configuration, source, layout);
        Elasticsearch elasticsearch = opened(opened, Sources.elasticsearch(configuration));
        Map<String, IndexDefinition> definitions = definitions(configuration, schema);
        Types types = types(configuration, schema, definitions);
        CycleOptions cycleOptions = cycleOptions(configuration);
        RebuildOptions rebuildOptions = rebuildOptions(configuration);
        Control.Owner owner = owner(configuration, schema.catalog().database());

        Snapshots snapshots = opened(opened, new Snapshots(source, cycleOptions.workers() + 2));
        Snapshots rebuildSnapshots = opened(
                opened,
                new Snapshots(
                        source.named("tidemark rebuild"), rebuildOptions.workers() * rebuildOptions.parallel() + 1));
        Indices indices = new Indices(elasticsearch);
        instruments.metrics().know(types.names());
        Meters meters = new Meters(instruments.metrics());
        MeteredLoop metered = new MeteredLoop(instruments.metrics().cycles(), clock);
        Figures figures = new Figures(meters, meters);
        Delivery delivery = new Delivery(elasticsearch, deliverySettings(configuration.cycle()), figures);
        Delivery rebuildDelivery = new Delivery(elasticsearch, deliverySettings(configuration.cycle()), meters);
        StateStore store =
                new StateStore(elasticsearch, configuration.elasticsearch().metaIndex());
        ChangeLog log = layout.log();
        ExecutorService workers = pool("tidemark-worker", cycleOptions.workers(), opened);
        ExecutorService fillers =
                pool("tidemark-rebuild", rebuildOptions.workers() * rebuildOptions.parallel(), opened);

        Relay wake = new Relay();
        History history = layout.history();
        ConsumedLog consumed = new ConsumedLog(log, history, clock);
        Source watched = source.named("tidemark leadership").silentFor(LEADERSHIP_SILENCE);
        Leadership leadership = opened(opened, new Leadership(configuration.name(), watched::open, LEADERSHIP_TRUST));
        RebuildDesk desk = new RebuildDesk(
                new RebuildDesk.Parts(
                        types,
                        store,
                        rebuildSnapshots,
                        rebuildDelivery,
                        new Layouts(types, indices, definitions, configuration.name(), clock),
                        (snapshot, since, sink) -> log.read(
                                snapshot.connection(), snapshot.moment(), since, Integer.MAX_VALUE - 1, changes -> {
                                    board.heartbeat().progress();
                                    sink.accept(changes);
                                }),
                        consumed,
                        new Keys(types, source),
                        fillers,
                        clock,
                        leadership::leads,
                        wake,
                        fatal,
                        new Observers(meters, meters, instruments.traces())),
                rebuildOptions);
        Predecessors predecessors = new Predecessors(
                types,
                physical -> indices.meta(physical).map(IndexMeta::documents),
                plan -> Schema.misfits(source, plan));
        Watch.Capture captured =
                metered.capture(layout.capture(), configuration.capture().maxRows());
        Watch watch = new Watch(types, predecessors, owner, indices, captured, history, desk, board, layout.mend());
        boolean second = configuration.audits().second();
        Documents documents = new Documents(elasticsearch);
        BatchWork.Earlier earlier = (physical, ids) -> documents.field(physical, Rules.AUDIT, ids);
        Horizon horizon = new Horizon();
        // What writes to our indices on threads of its own rests while people want nothing to be indexed; that they
        // want it is known
        // from the first look on.
        BooleanSupplier works = () -> leadership.leads() && board.pausedBecause() == null && horizon.reached() != null;
        SecondPass audits = opened(opened, new SecondPass(types, documents, board, second, works, wake, clock, fatal));
        FollowUps followUps = opened(
                opened,
                new FollowUps(
                        SecondaryIndexers.open(
                                configuration,
                                types,
                                documents,
                                new OwnIndices(
                                        elasticsearch, configuration.index().replicas(), clock)),
                        types.names(),
                        store,
                        leadership::leads,
                        clock,
                        fatal));
        Staging staging = new Staging(
                followUps.any(),
                types,
                configuration.staging().mostIds(),
                followUps::taken,
                audits::drain,
                followUps::staged,
                clock);
        Freshness freshness = new Freshness(clock);
        Parts parts = new Parts(
                types,
                predecessors,
                owner,
                new Book(store),
                snapshots,
                log,
                history,
                indices,
                desk,
                new BatchWork(delivery, figures, SHARED_BYTES, second ? earlier : null, meters),
                figures,
                workers,
                board,
                horizon,
                freshness::searchable,
                staging,
                audits::wake,
                meters,
                instruments.traces(),
                clock);
        Cycle cycle = new Cycle(parts, watch, cycleOptions);
        MasterLoop loop = new MasterLoop(
                metered.step(cycle, layout.pulse()),
                metered.lead(() -> leadership.leads() || leadership.tryLead()),
                metered.probe(layout.pulse()),
                board,
                horizon,
                cycleOptions,
                fatal);
        CountDownLatch ending = new CountDownLatch(1);
        VerifySettings verify = configuration.verify();
        Snapshots verifySnapshots = opened(opened, new Snapshots(source.named("tidemark verify"), 1));
        Comparison comparison = new Comparison(
                new Comparison.Parts(
                        types, source, verifySnapshots, store, log, indices, documents, desk.requests(), clock, ending),
                verify.repair());
        Sweep sweep = opened(
                opened,
                new Sweep(
                        comparison,
                        store,
                        new Sweep.Options(verify.every(), verify.documentsPerSecond()),
                        works,
                        clock,
                        ending,
                        fatal));
        ReadingCalls.Readers readers =
                new ReaderRoom(types, horizon, log, documents, store, freshness, board).open(source, opened);
        wake.to(loop::wake);
        consumed.by(cycle::covered);
        leadership.start();
        layout.start(leadership::leads, cycle::covered, desk::keepFrom);
        ControlCalls.Switch control = new ControlCalls.Switch(new Pause(store, clock), leadership::leads, loop::wake);
        return new Assembly(types, loop, desk, sweep, audits, followUps, readers, control, freshness, opened);
    }

    private static Schema schema(Configuration configuration, Source source, Layout layout) {
        try (Connection connection = source.open()) {
            Schema schema = Schema.of(configuration, connection);
            layout.require(connection);
            return schema;
        } catch (SQLException e) {
            throw new IllegalStateException("closing a connection failed", e);
        }
    }

    /**
     * Tables that no trigger records as this configuration needs it, each with what mends it: writes there would pass unseen.
     *
     * @throws tidemark.lifecycle.Unavailable if the database is away
     * @throws tidemark.lifecycle.Refusal if it lacks a change log
     * @throws tidemark.config.ConfigurationException if configuration and database do not fit
     */
    static List<String> unlogged(Configuration configuration) {
        Source source = Sources.of(configuration);
        try (Layout layout = Layout.of(configuration, source);
                Connection connection = source.open()) {
            layout.require(connection);
            List<TrackedTable> tracked = Schema.of(configuration, connection).tracked();
            return layout.capture().faults(connection, tracked).stream()
                    .filter(TriggerFault::unseen)
                    .map(fault -> fault.table() + ": " + fault.what() + "; " + fault.command())
                    .toList();
        } catch (SQLException e) {
            throw new IllegalStateException("closing a connection failed", e);
        }
    }

    static Map<String, IndexDefinition> definitions(Configuration configuration, Schema schema) {
        Map<String, IndexDefinition> definitions = new HashMap<>();
        for (DocumentPlan plan : schema.plans()) {
            definitions.put(plan.type(), Sources.definition(configuration, plan));
        }
        return definitions;
    }

    static Types types(Configuration configuration, Schema schema, Map<String, IndexDefinition> definitions) {
        Map<String, DocumentPlan> plans = new HashMap<>();
        Map<String, String> hashes = new HashMap<>();
        Map<String, String> aliases = new HashMap<>();
        for (DocumentPlan plan : schema.plans()) {
            plans.put(plan.type(), plan);
            IndexDefinition definition =
                    Objects.requireNonNull(definitions.get(plan.type()), "every plan has a definition");
            hashes.put(plan.type(), Sources.hash(plan, definition));
            aliases.put(plan.type(), configuration.index().alias(plan.type()));
        }
        return new Types(plans, hashes, aliases, Sources.rules(configuration));
    }

    private static Control.Owner owner(Configuration configuration, Database database) {
        String system = database.systemIdentifier();
        return new Control.Owner(configuration.name(), system == null ? "unknown" : system, database.name());
    }

    private static CycleOptions cycleOptions(Configuration configuration) {
        CycleSettings cycle = configuration.cycle();
        int above = (int) Math.min(cycle.fullReindexAbove(), Integer.MAX_VALUE / 2);
        return new CycleOptions(
                cycle.interval(),
                cycle.pulse(),
                configuration.jobs().checkInterval(),
                cycle.workers(),
                cycle.batchDocuments(),
                cycle.sliceRows(),
                new CycleOptions.Escalation(above, cycle.fullReindexShare(), Math.max(above, 1_000_000)),
                cycle.failureLimit(),
                cycle.troubledRetry(),
                new Backoff(Duration.ofMillis(200), Duration.ofSeconds(10)),
                cycle.batchDeadline());
    }

    private static RebuildOptions rebuildOptions(Configuration configuration) {
        JobSettings jobs = configuration.jobs();
        return new RebuildOptions(
                jobs.parallel(),
                jobs.workers(),
                jobs.chunkDocuments(),
                jobs.maxChildren(),
                new Job.Limits(jobs.maxRetries(), jobs.failuresLimit()),
                jobs.retryDelay(),
                configuration.cycle().retry(),
                CHUNK_DEADLINE,
                new BuildTriggers.When(
                        jobs.growthTriggerRatio(), jobs.maxIndexAge().isZero() ? null : jobs.maxIndexAge()),
                jobs.keepPrevious(),
                SHARED_BYTES / 2);
    }

    private static DeliverySettings deliverySettings(CycleSettings cycle) {
        return new DeliverySettings((int) cycle.batchBytes().bytes(), 5_000, cycle.workers() * 2, cycle.retry());
    }

    private static ExecutorService pool(String name, int threads, Deque<AutoCloseable> opened) {
        AtomicInteger number = new AtomicInteger();
        ThreadFactory factory = work -> new Thread(work, name + "-" + number.incrementAndGet());
        ExecutorService pool = Executors.newFixedThreadPool(threads, factory);
        opened.push(pool::shutdownNow);
        return pool;
    }

    private static <T extends AutoCloseable> T opened(Deque<AutoCloseable> all, T one) {
        all.push(one);
        return one;
    }

    void start() {
        loop.start();
        sweep.start();
        audits.start();
        followUps.start();
    }

    /** How the jobs stand, in numbers; asks no server. */
    List<JobFigures> jobFigures() {
        return desk.figures();
    }

    /** How verification stands. */
    ObjectNode verification() {
        return sweep.json();
    }

    /** How the secondary indexers stand, by title; empty without any. */
    ObjectNode followUps() {
        return followUps.json();
    }

    /** How one of them stands; null for an unknown title. */
    @Nullable
    ObjectNode followUp(String title) {
        return followUps.json(title);
    }

    /** Types that are indexed by another plan or mapping than before: each is rebuilt, by a job that starts by itself. */
    List<String> otherPlans(Assembly before) {
        return types.names().stream()
                .filter(type -> !types.hash(type).equals(before.types.hashes().get(type)))
                .toList();
    }

    /** Types that were there before and are no longer: their indices stay, and are kept true by nobody. */
    List<String> missing(Assembly before) {
        return before.types.names().stream()
                .filter(type -> !types.names().contains(type))
                .toList();
    }

    /** How long committed changes took to be searchable. */
    Freshness freshness() {
        return freshness;
    }

    /** What operates it. */
    ControlCalls.Switch control() {
        return control;
    }

    /** What answers readers. */
    ReadingCalls.Readers readers() {
        return readers;
    }

    /** What people ask of jobs. */
    JobRequests jobs() {
        return desk.requests();
    }

    /** No new batch; what runs settles or is abandoned within the grace; jobs go back to pending at their cursors. */
    void stop(Duration grace) throws InterruptedException {
        long until = System.nanoTime() + grace.toNanos();
        boolean settled = false;
        try {
            settled = loop.stop(grace);
            desk.stop(Duration.ofNanos(Math.max(0, until - System.nanoTime())));
        } finally {
            closeAll(closeLast);
        }
        LOG.info("event=loop_stopped settled={}", settled);
    }

    private static void closeAll(Deque<AutoCloseable> opened) {
        while (!opened.isEmpty()) {
            try {
                opened.pop().close();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (Exception e) {
                LOG.warn("event=close_failed", e);
            }
        }
    }

    /** A wake-up that is connected after both ends were made. */
    private static final class Relay implements Runnable {
        private volatile Runnable target = () -> {};

        void to(Runnable newTarget) {
            target = newTarget;
        }

        @Override
        public void run() {
            target.run();
        }
    }
}
