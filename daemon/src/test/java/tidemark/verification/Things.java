package tidemark.verification;

import static org.awaitility.Awaitility.await;
import static tidemark.plan.Drawing.table;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import tidemark.change.Key;
import tidemark.delivery.Delivery;
import tidemark.delivery.DeliveryMetrics;
import tidemark.delivery.DeliverySettings;
import tidemark.delivery.Outcome;
import tidemark.delivery.Write;
import tidemark.document.Composed;
import tidemark.document.Composer;
import tidemark.document.KeyScan;
import tidemark.document.KeySpelling;
import tidemark.document.SharedObjects;
import tidemark.document.Stamp;
import tidemark.elasticsearch.Elasticsearch;
import tidemark.elasticsearch.Shared;
import tidemark.index.Documents;
import tidemark.index.IndexDefinition;
import tidemark.index.IndexMeta;
import tidemark.index.Indices;
import tidemark.index.MappingDeriver;
import tidemark.plan.ColumnChoice;
import tidemark.plan.DocumentPlan;
import tidemark.plan.Drawing;
import tidemark.plan.Place;
import tidemark.plan.TypeSpec;
import tidemark.sandbox.Database;
import tidemark.sandbox.Servers;
import tidemark.snapshot.SharedSnapshot;
import tidemark.snapshot.Snapshots;
import tidemark.snapshot.Source;
import tidemark.state.StateStore;

/** Things with an owner and parts in a database, their index, and a small writer that keeps the one true to the other. */
final class Things implements Verifier.World, Sweep.Subjects, AutoCloseable {

    static final DocumentPlan PLAN = table("thing", "id")
            .shows("id", "name:text", "price:numeric")
            .one("owner", "owner_id=id", table("owner", "id").shows("id", "name:text"))
            .many("parts", "id=thing_id", table("part", "id").shows("id", "name:text"))
            .plan("thing");

    private final DocumentPlan plan;
    private final Database database = Servers.forTests().createDatabase();
    final Elasticsearch elasticsearch = Shared.open();
    private final String alias = Shared.name("thing");
    private final String meta = Shared.name("meta");
    final Indices indices = new Indices(elasticsearch);
    final Documents documents = new Documents(elasticsearch);
    final StateStore store = new StateStore(elasticsearch, meta);
    final Snapshots snapshots =
            new Snapshots(Source.of(database.bareJdbcUrl(), database.user(), database.password()), 4);
    private final Delivery delivery = new Delivery(elasticsearch, DeliverySettings.DEFAULT, DeliveryMetrics.NONE);
    private final AtomicLong generation = new AtomicLong(1_000);

    /** Transactions that the writer has brought into the index. */
    private final Set<Long> consumed = ConcurrentHashMap.newKeySet();

    /** Called with the number of the look, when its snapshot is taken and nothing is read yet. */
    volatile IntConsumer beforeReading = round -> {};

    volatile BooleanSupplier serves = () -> true;
    volatile boolean impatient;
    volatile Consumer<Collection<Key>> repair = keys -> this.asked.addAll(keys);
    final AtomicInteger rounds = new AtomicInteger();

    final Set<Key> asked = ConcurrentHashMap.newKeySet();
    final Set<String> troubled = ConcurrentHashMap.newKeySet();
    final String index = Indices.physical(alias, 1);

    /** A world of things. */
    Things() {
        this(PLAN);
        sql("CREATE TABLE owner (id int PRIMARY KEY, name text)");
        sql("CREATE TABLE thing (id int PRIMARY KEY, name text, price numeric, owner_id int)");
        sql("CREATE TABLE part (id int PRIMARY KEY, thing_id int, name text)");
        sql("CREATE INDEX ON part (thing_id)");
    }

    /** A world of something else. */
    Things(DocumentPlan plan) {
        this.plan = plan;
        sql("CREATE TABLE edits (xid xid8)");
        IndexMeta says = new IndexMeta("hash", "thing", "test", Instant.EPOCH, plan);
        indices.create(index, definition(plan), says);
        store.ensure();
    }

    static IndexDefinition definition(DocumentPlan plan) {
        TypeSpec spec = new TypeSpec(
                "thing", "thing", ColumnChoice.ALL, null, List.of(), Map.of(), Map.of(), new Place("t.yaml", 1, "t"));
        return MappingDeriver.derive(plan, spec);
    }

    /** Things 1 to {@code number}, each with an owner and three parts, in table and index. */
    Things things(int number) {
        sql("INSERT INTO owner SELECT i, 'owner ' || i FROM generate_series(0, 4) i");
        sql("INSERT INTO thing SELECT i, 'thing ' || i, i * 1.10, i % 5 FROM generate_series(1, " + number + ") i");
        sql("INSERT INTO part SELECT i * 10 + j, i, 'part ' || j FROM generate_series(1, " + number
                + ") i, generate_series(0, 2) j");
        fill();
        return this;
    }

    /** Brings every row into the index. */
    void fill() {
        try (SharedSnapshot snapshot = snapshots.open(plan.tables(), 0)) {
            write(snapshot, new KeyScan(plan).next(snapshot.connection(), null, 100_000));
        }
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

    /** A transaction that is logged, but not yet in the index; returns its id. */
    long commit(String... statements) {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            for (String sql : statements) {
                statement.execute(sql);
            }
            long xid;
            try (ResultSet row =
                    statement.executeQuery("INSERT INTO edits VALUES (pg_current_xact_id()) RETURNING xid::text")) {
                row.next();
                xid = Long.parseLong(row.getString(1));
            }
            connection.commit();
            return xid;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What a cycle does: brings documents into the index, and then says that these transactions are. */
    void cycle(Collection<Long> transactions, Collection<Key> keys) {
        try (SharedSnapshot snapshot = snapshots.open(plan.tables(), 0)) {
            write(snapshot, List.copyOf(keys));
        }
        consumed.addAll(transactions);
    }

    void cycle(long transaction, int id) {
        cycle(List.of(transaction), List.of(Key.of(String.valueOf(id))));
    }

    private void write(SharedSnapshot snapshot, List<Key> keys) {
        long version = generation.incrementAndGet();
        List<Write> writes = new ArrayList<>();
        Stamp stamp = new Stamp(version, snapshot.moment().snapshot().toString());
        for (Composed one :
                new Composer(plan).compose(snapshot.connection(), new SharedObjects(1 << 20), keys, stamp)) {
            writes.add(new Write(Indices.writeAlias(index), one.key().documentId(), version, one.source()));
        }
        try {
            long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
            for (Outcome outcome : delivery.send(writes, deadline, false, Long.MAX_VALUE)) {
                if (!outcome.settled()) {
                    throw new IllegalStateException(outcome.toString());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Somebody else's hand: puts this document there, several times. */
    void put(String id, String json) {
        JsonNode document = Shared.json(json);
        for (int i = 0; i < 3; i++) {
            elasticsearch
                    .call("PUT", "/" + index + "/_doc/" + encoded(id), document)
                    .orThrow("put " + id);
        }
    }

    private static String encoded(String id) {
        return URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** Somebody else's hand: writes some fields of a document, several times, with another value each time but the last. */
    void damage(int id, String script) {
        JsonNode part = Shared.json("{'doc':" + script + "}");
        JsonNode before = Shared.json("{'doc':{'name':'on the way'}}");
        String name = get(String.valueOf(id)).source().path("name").asText();
        JsonNode back = Shared.json("{'doc':{'name':'" + name + "'}}");
        String path = "/" + index + "/_update/" + id;
        for (JsonNode body : List.of(before, back, part)) {
            elasticsearch.call("POST", path, body).orThrow("damage " + id);
        }
    }

    void remove(int id) {
        elasticsearch.call("DELETE", "/" + index + "/_doc/" + id, null).orThrow("remove " + id);
    }

    Documents.Found get(String id) {
        return documents.read(index, List.of(id)).get(id);
    }

    /** Demands, before anything is read, what {@link #cycle} has not brought yet. */
    @Override
    public boolean awaitCovered(SharedSnapshot snapshot) {
        int round = rounds.incrementAndGet();
        Set<Long> open = new HashSet<>();
        try (Statement statement = snapshot.connection().createStatement();
                ResultSet row = statement.executeQuery("SELECT xid::text FROM edits")) {
            while (row.next()) {
                open.add(Long.valueOf(row.getString(1)));
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        beforeReading.accept(round);
        if (impatient) {
            return consumed.containsAll(open);
        }
        await("a cycle").until(() -> consumed.containsAll(open));
        return true;
    }

    @Override
    public boolean serves(String type, String physical) {
        return serves.getAsBoolean();
    }

    @Override
    public List<Optional<Key>> keys(DocumentPlan of, List<String> texts) {
        List<Optional<Key>> parsed = texts.stream()
                .map(text -> {
                    try {
                        return Optional.of(Key.parse(text, of.root().key().size()));
                    } catch (IllegalArgumentException e) {
                        return Optional.<Key>empty();
                    }
                })
                .toList();
        try (Connection connection = database.connect()) {
            Iterator<Optional<Key>> spelled = new KeySpelling(of.root())
                    .of(connection, parsed.stream().flatMap(Optional::stream).toList())
                    .iterator();
            return parsed.stream()
                    .map(key -> key.isPresent() ? spelled.next() : key)
                    .toList();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public Set<String> troubled(String type) {
        return Set.copyOf(troubled);
    }

    @Override
    public void rewrite(String type, Collection<Key> keys) {
        repair.accept(keys);
    }

    @Override
    public List<String> types() {
        return List.of("thing");
    }

    @Override
    public Optional<Sweep.Subject> find(String type) {
        return serves.getAsBoolean() ? Optional.of(new Sweep.Subject(index, verifier(true))) : Optional.empty();
    }

    Verifier verifier(boolean repairs) {
        return new Verifier(snapshots, documents, this, plan, index, repairs);
    }

    /** Compares everything. */
    Tally verify(boolean repairs) throws InterruptedException {
        return new Verification(verifier(repairs), 1e6, 0, new Random(1), soFar -> {}).run();
    }

    Tally verify() throws InterruptedException {
        return verify(true);
    }

    static Drawing notes() {
        return table("note", "k:text").shows("k:text", "body:text");
    }

    @Override
    public void close() {
        indices.physicals(alias).forEach(one -> indices.drop(one.name()));
        elasticsearch.call("DELETE", "/" + meta, null);
        snapshots.close();
        elasticsearch.close();
        database.close();
    }
}
