package tidemark.rebuild;

import static tidemark.plan.Drawing.table;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tidemark.change.Key;
import tidemark.change.Position;
import tidemark.change.PrimaryWatermark;
import tidemark.change.Witness;
import tidemark.cycle.Types;
import tidemark.delivery.Delivery;
import tidemark.delivery.DeliveryMetrics;
import tidemark.delivery.DeliverySettings;
import tidemark.delivery.Outcome;
import tidemark.delivery.Write;
import tidemark.document.Composed;
import tidemark.document.Composer;
import tidemark.document.SharedObjects;
import tidemark.document.Stamp;
import tidemark.elasticsearch.Elasticsearch;
import tidemark.elasticsearch.Shared;
import tidemark.index.IndexDefinition;
import tidemark.index.Indices;
import tidemark.index.MappingDeriver;
import tidemark.lifecycle.Backoff;
import tidemark.plan.ColumnChoice;
import tidemark.plan.DocumentPlan;
import tidemark.plan.Place;
import tidemark.plan.TypeSpec;
import tidemark.sandbox.Database;
import tidemark.sandbox.Servers;
import tidemark.snapshot.SharedSnapshot;
import tidemark.snapshot.Snapshots;
import tidemark.snapshot.Source;
import tidemark.state.Book;
import tidemark.state.Control;
import tidemark.state.Job;
import tidemark.state.Names;
import tidemark.state.StateStore;
import tidemark.state.Target;

/** A table of things, an Elasticsearch, a meta index; and processes that rebuild the things' index, one after another or at once. */
final class DeskFixture implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DeskFixture.class);
    private static final DocumentPlan PLAN =
            table("thing", "id").shows("id", "name:text").plan("thing");
    private static final Position START = new Position(PrimaryWatermark.NOTHING, 0, List.of(), 0, 1);
    private static final Control NOTHING = new Control(0, new Control.Owner("test", "system", "database"), Map.of());

    /** What the chunks see of the change log, and which of it is lost later. */
    final List<Witness> seen = new CopyOnWriteArrayList<>();

    final List<String> lost = new CopyOnWriteArrayList<>();

    /** Run in every chunk, in its snapshot. */
    volatile Runnable inChunk = () -> {};

    private final Witnesses.Log log = new Witnesses.Log() {
        @Override
        public Position consumed(Position start) {
            return start;
        }

        @Override
        public List<Witness> uncovered(SharedSnapshot snapshot, Position position) {
            inChunk.run();
            return List.copyOf(seen);
        }

        @Override
        public List<String> lost(SharedSnapshot snapshot, List<Witness> witnesses) {
            return witnesses.stream()
                    .map(witness -> String.valueOf(witness.xid()))
                    .filter(lost::contains)
                    .toList();
        }
    };

    private final Database database = Servers.forTests().createDatabase();
    private final Elasticsearch elasticsearch = Shared.open();
    private final String alias = Shared.name("thing");
    private final String meta = Shared.name("meta");
    private final Indices indices = new Indices(elasticsearch);
    private final StateStore store = new StateStore(elasticsearch, meta);
    private final Snapshots snapshots =
            new Snapshots(Source.of(database.bareJdbcUrl(), database.user(), database.password()), 8);
    private final Delivery delivery = new Delivery(elasticsearch, DeliverySettings.DEFAULT, DeliveryMetrics.NONE);
    private final Types types = new Types(Map.of("thing", PLAN), Map.of("thing", "hash"), Map.of("thing", alias));

    DeskFixture() {
        sql("CREATE TABLE thing (id int PRIMARY KEY, name text)");
    }

    void sql(String... statements) {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** All jobs. */
    List<Job> jobs() {
        return store.list(Names.JOB_PREFIX).stream()
                .map(versioned -> Job.of(versioned.body()))
                .toList();
    }

    /** How the type stands, as the state has it. */
    Target target() {
        Book book = new Book(store);
        book.read();
        Control control = Control.read(book.body(Names.INDEXER));
        return control == null ? Target.NONE : control.target("thing");
    }

    /** As after an end of a job whose process died between the alias and all that would have told of it. */
    void movedUnheard() {
        JobBook jobs = new JobBook(store, Clock.systemUTC(), options().limits());
        jobs.read();
        Job moved = jobs.change(
                job().id(), current -> current.swapped(Clock.systemUTC().instant()));
        indices.swap(
                alias,
                indices.live(alias),
                java.util.Objects.requireNonNull(moved.dest(), "a filled job has an index"));
    }

    /** Names by key, as the rows have them. */
    Map<String, String> rows() {
        Map<String, String> rows = new TreeMap<>();
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT id::text, name FROM thing")) {
            while (row.next()) {
                rows.put(row.getString(1), row.getString(2));
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return rows;
    }

    /** Names by id, as the documents of an index have them. */
    Map<String, String> names(String index) {
        indices.refresh(index);
        Map<String, String> names = new TreeMap<>();
        elasticsearch
                .call("POST", "/" + index + "/_search?size=1000", null)
                .orThrow("search")
                .body()
                .at("/hits/hits")
                .forEach(hit -> names.put(
                        hit.path("_id").asText(), hit.at("/_source/name").asText()));
        return names;
    }

    /** The job; there is one. */
    Job job() {
        return Job.of(store.list(Names.JOB_PREFIX).get(0).body());
    }

    /** The index behind the alias. */
    String live() {
        return indices.live(alias).orElse("none");
    }

    long documents(String index) {
        indices.refresh(index);
        return indices.count(index);
    }

    /** A write through some alias, of another process perhaps. */
    Outcome write(String target, String id, long generation) {
        try {
            byte[] source = new byte[] {'{', '}'};
            long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
            return delivery.send(List.of(new Write(target, id, generation, source)), deadline, false, Long.MAX_VALUE)
                    .get(0);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private Layouts layouts() {
        TypeSpec spec = new TypeSpec(
                "thing", "thing", ColumnChoice.ALL, null, List.of(), Map.of(), Map.of(), new Place("t.yaml", 1, "t"));
        IndexDefinition definition = MappingDeriver.derive(PLAN, spec);
        return new Layouts(types, indices, Map.of("thing", definition), "test", Clock.systemUTC());
    }

    /** A process that leads, as it believes. */
    final class Leader implements AutoCloseable {
        private final ExecutorService pool = Executors.newFixedThreadPool(1);
        private final CountDownLatch paused = new CountDownLatch(1);
        private final Semaphore ended = new Semaphore(0);
        private final Book book = new Book(store);
        private final RebuildDesk desk;
        private boolean recovered;

        /** With what happens when it deletes again. */
        Leader(Runnable onDelete) {
            this.desk = new RebuildDesk(
                    new RebuildDesk.Parts(
                            types,
                            store,
                            snapshots,
                            delivery,
                            layouts(),
                            (snapshot, since, sink) -> onDelete.run(),
                            log,
                            (type, texts) -> texts.stream()
                                    .map(text -> java.util.Optional.of(tidemark.change.Key.of(text)))
                                    .toList(),
                            pool,
                            Clock.systemUTC(),
                            () -> true,
                            ended::release,
                            failure -> {},
                            Observers.NONE),
                    options());
        }

        /** Its chunks wait until they are {@link #released}. */
        Leader paused() {
            pool.execute(() -> {
                try {
                    paused.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            return this;
        }

        void released() {
            paused.countDown();
        }

        /** Waits until an attempt has ended. */
        void awaitEnd() throws InterruptedException {
            if (!ended.tryAcquire(1, TimeUnit.MINUTES)) {
                throw new IllegalStateException("the attempt has not ended");
            }
        }

        /** Forgets what woke it so far: requests do, too. */
        void woken() {
            ended.drainPermits();
        }

        /** A first look, with a request for a rebuild. */
        void request() {
            look(true);
        }

        /** What a look of the loop does about jobs. */
        void look() {
            look(false);
        }

        /** Whether a job may have moved the alias to this index. */
        boolean moves(String index) {
            desk.due(NOTHING);
            return desk.moves("thing", index);
        }

        /** What people ask. */
        JobRequests requests() {
            return desk.requests();
        }

        /** As at the end of a process. */
        void stop() throws InterruptedException {
            desk.stop(Duration.ZERO);
        }

        /** The transaction from which on the change log is needed; the greatest number for none. */
        long keepFrom() {
            return desk.keepFrom();
        }

        /** A cycle about these rows, as it does it: written to live and filling, or left to a job. */
        void cycle(List<Key> keys, boolean ride) throws InterruptedException {
            book.read();
            Control read = Control.read(book.body(Names.INDEXER));
            Control control = read == null ? NOTHING : read;
            if (!recovered) {
                control = desk.recover(book, control);
                recovered = true;
            }
            try (SharedSnapshot snapshot = snapshots.open(PLAN.tables(), 1)) {
                if (ride) {
                    Ending.put(book, desk.request(control, types.names(), "threshold", true));
                    return;
                }
                control = Ending.put(book, control.raised(System.currentTimeMillis(), 0));
                List<Write> writes = new ArrayList<>();
                for (Composed one : new Composer(PLAN)
                        .compose(
                                snapshot.connection(),
                                new SharedObjects(1 << 20),
                                keys,
                                new Stamp(control.generation(), "cycle"))) {
                    for (String index : indices(control)) {
                        writes.add(new Write(
                                Indices.writeAlias(index), one.key().documentId(), control.generation(), one.source()));
                    }
                }
                for (Outcome outcome : delivery.send(
                        writes, System.nanoTime() + TimeUnit.MINUTES.toNanos(1), false, control.generation())) {
                    if (!(outcome instanceof Outcome.Written) && !(outcome instanceof Outcome.Deleted)) {
                        LOG.debug("event=outcome outcome={}", outcome);
                    }
                }
            }
        }

        private List<String> indices(Control control) {
            Target target = control.target("thing");
            return Stream.of(target.live(), target.filling())
                    .filter(Objects::nonNull)
                    .toList();
        }

        private void look(boolean request) {
            book.read();
            Control read = Control.read(book.body(Names.INDEXER));
            Control control = read == null ? NOTHING : read;
            if (!recovered) {
                control = desk.recover(book, control);
                recovered = true;
            }
            desk.noteReady();
            try (SharedSnapshot snapshot = snapshots.open(PLAN.tables(), 1)) {
                control = desk.witness(control, snapshot);
                control = desk.close(book, control, snapshot, START);
                if (request) {
                    control = desk.request(control, types.names(), "first run", false);
                }
                desk.claim(book, control, START);
            }
        }

        @Override
        public void close() {
            released();
            pool.shutdownNow();
        }
    }

    private static RebuildOptions options() {
        return new RebuildOptions(
                1,
                1,
                2,
                4,
                new Job.Limits(3, 10),
                Duration.ofMinutes(1),
                new Backoff(Duration.ofMillis(10), Duration.ofSeconds(1)),
                Duration.ofMinutes(1),
                new BuildTriggers.When(0, null),
                Duration.ZERO,
                1 << 20);
    }

    @Override
    public void close() {
        indices.physicals(alias).forEach(index -> indices.drop(index.name()));
        elasticsearch.call("DELETE", "/" + meta, null);
        snapshots.close();
        elasticsearch.close();
        database.close();
    }
}
