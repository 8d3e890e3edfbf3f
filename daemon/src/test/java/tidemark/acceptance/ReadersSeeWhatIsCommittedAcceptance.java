package tidemark.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import tidemark.sandbox.Servers;

/** Whoever waits for a transaction finds it, whoever asks for what is committed gets it, and the counts add up. */
final class ReadersSeeWhatIsCommittedAcceptance {

    private static final int READERS = 16;

    /** Half of them wait, the others read what is committed: 10,000 of each by command. */
    private static final int TRIALS = Drill.size(1_100, 20_200);

    /** One writer that then reads, as a client of an application would. */
    private static final class Client {
        private final World world;
        private final Http daemon;
        private final Http elasticsearch;
        private final int number;
        private final ConcurrentLinkedQueue<Long> waits;

        Client(World world, URI daemon, int number, ConcurrentLinkedQueue<Long> waits) {
            this.world = world;
            this.daemon = new Http(daemon);
            this.elasticsearch = new Http(world.elasticsearch());
            this.number = number;
            this.waits = waits;
        }

        /** Writes to its own rows alone, and reads each as it may. */
        int run(AtomicInteger left) throws SQLException {
            int done = 0;
            try (Connection connection = world.database().connect()) {
                connection.setAutoCommit(false);
                while (left.getAndDecrement() > 0) {
                    int track = 1 + number + READERS * (done % 100);
                    String name = "reader " + number + " write " + done;
                    long xid = Sql.execute(
                            connection, "UPDATE \"Track\" SET \"Name\" = '" + name + "' WHERE \"TrackId\" = " + track);
                    connection.commit();
                    read(done, xid, track, name);
                    done++;
                }
            }
            return done;
        }

        private void read(int done, long xid, int track, String name) {
            switch (done % 4) {
                case 0 -> document(track, name);
                case 1 -> search(track, name);
                default -> waits(xid, track, name);
            }
        }

        private void waits(long xid, int track, String name) {
            long start = System.nanoTime();
            Http.Answer waited = daemon.get("/_indexer/wait?xid=" + xid + "&timeout=120s");
            waits.add(System.nanoTime() - start);
            assertThat(waited.status()).as("%s", waited.body()).isEqualTo(200);
            JsonNode found = elasticsearch
                    .call("POST", "/" + world.prefix() + "track/_search", byId(track))
                    .orThrow()
                    .body();
            assertName(found, name);
        }

        private void document(int track, String name) {
            JsonNode read = daemon.get("/_indexer/documents/track/" + track + "?read_level=index_and_wal")
                    .orThrow()
                    .body();
            assertThat(read.at("/document/Name").asText()).as("%s", read).isEqualTo(name);
        }

        private void search(int track, String name) {
            JsonNode found = daemon.call(
                            "POST", "/_indexer/search/track?read_level=index_and_wal&timeout=120s", byId(track))
                    .orThrow()
                    .body();
            assertName(found, name);
        }

        private static String byId(int track) {
            return "{\"query\": {\"ids\": {\"values\": [\"" + track + "\"]}}}";
        }

        private static void assertName(JsonNode found, String name) {
            assertThat(found.at("/hits/hits/0/_source/Name").asText())
                    .as("%s", found)
                    .isEqualTo(name);
        }
    }

    @Test
    void nobodyIsToldTooEarlyAndNobodyMissesTheirOwnWriteUnderLoad() {
        try (ChinookWorld chinook = ChinookWorld.load("readers")) {
            World world = chinook.world();
            URI daemon = chinook.indexed().url();
            AtomicInteger left = new AtomicInteger(TRIALS);
            ConcurrentLinkedQueue<Long> waits = new ConcurrentLinkedQueue<>();
            AtomicBoolean stop = new AtomicBoolean();
            Background<Integer> load = Background.of("load", () -> {
                int writes = 0;
                while (!stop.get()) {
                    world.commit("UPDATE \"Artist\" SET \"Name\" = 'load ' || random() WHERE \"ArtistId\" % 100 = "
                            + writes++ % 100);
                }
                return writes;
            });
            List<Background<Integer>> clients = new ArrayList<>();
            for (int i = 0; i < READERS; i++) {
                Client client = new Client(world, daemon, i, waits);
                clients.add(Background.of("reader-" + i, () -> client.run(left)));
            }
            int trials = 0;
            for (Background<Integer> client : clients) {
                trials += client.join(Duration.ofMinutes(Drill.size(5, 60)));
            }
            stop.set(true);
            int writes = load.join(Drill.SOON);
            List<Long> sorted = waits.stream().sorted().toList();
            Drill.figure(
                    "trials", trials + ", of them " + sorted.size() + " waits, beside " + writes + " other writes");
            Drill.figure(
                    "wait p50 and p99 in ms",
                    sorted.get(sorted.size() / 2) / 1e6 + ", " + sorted.get(sorted.size() * 99 / 100) / 1e6);
            assertThat(trials).isEqualTo(TRIALS);
            assertThat(sorted).as("half of them wait").hasSizeGreaterThan(TRIALS / 2 - READERS);
            assertCounted(world, new Http(daemon));
            assertRefused(new Http(daemon));
            chinook.assertNoDifferences(Drill.SOON);
        }
    }

    /** All that is in the log is indexed once nobody writes; and an idle transaction is waited for no longer than a pulse. */
    private static void assertCounted(World world, Http daemon) {
        long idle = world.number("SELECT pg_current_xact_id()::text");
        daemon.get("/_indexer/wait?xid=" + idle + "&timeout=30s").orThrow();
        JsonNode status = daemon.get("/_indexer/indexing_status").orThrow().body();
        assertThat(status.path("total_ops").asLong())
                .isEqualTo(world.number("SELECT count(*) FROM tidemark.log WHERE op IN ('I', 'U', 'D')"));
        assertThat(status.path("num_unindexed_ops").asLong()).isZero();
        assertThat(status.path("op_indexing_progress").asDouble()).isEqualTo(1.0);
        JsonNode artist =
                daemon.get("/_indexer/indexing_status/artist").orThrow().body();
        assertThat(artist.path("total_ops").asLong())
                .as("tracks are not shown by artists")
                .isEqualTo(
                        world.number("SELECT count(*) FROM tidemark.log WHERE layout IN (SELECT id FROM tidemark.layout"
                                + " WHERE table_name IN ('Artist', 'Album'))"));
        assertThat(artist.path("documents").asLong()).isEqualTo(275);
        assertThat(artist.at("/freshness/count").asLong()).isPositive();
        assertThat(artist.at("/freshness/p99_seconds").asDouble())
                .isGreaterThanOrEqualTo(artist.at("/freshness/p50_seconds").asDouble())
                .isPositive();
    }

    private static void assertRefused(Http daemon) {
        Http.Answer future = daemon.get("/_indexer/wait?xid=999999999999&timeout=200ms");
        assertThat(future.status()).isEqualTo(408);
        assertThat(future.body().path("state").asText()).isEqualTo("unknown");
        for (String wrong : List.of(
                "wait?xid=abc",
                "wait?xid=0",
                "wait?xid=1&timeout=soon",
                "wait?timeout=1000m",
                "wait?xid=1&type=track",
                "documents/track/abc?read_level=index_and_wal",
                "documents/track/1?read_level=all",
                "documents/track/1?level=index_and_wal",
                "wait?types=track")) {
            assertThat(daemon.get("/_indexer/" + wrong).status()).as(wrong).isEqualTo(400);
        }
        assertThat(daemon.get("/_indexer/indexing_status/nothing").status()).isEqualTo(404);
        assertThat(daemon.get("/_indexer/documents/track/999999?read_level=index_and_wal")
                        .status())
                .isEqualTo(404);
        assertThat(daemon.call("POST", "/_indexer/search/track", "{\"query\": {\"no_such\": {}}}")
                        .status())
                .isEqualTo(400);
        assertSeesItsTypeAlone(daemon);
    }

    /** Each of these is a search that Elasticsearch answers with what another index holds. */
    private static void assertSeesItsTypeAlone(Http daemon) {
        String artist = daemon.get("/_indexer").body().at("/types/artist/index").asText();
        for (String reaching : List.of(
                "{\"query\": {\"terms\": {\"Name.keyword\": {\"index\": \"%s\", \"id\": \"1\", \"path\": \"Name\"}}}}",
                "{\"query\": {\"more_like_this\": {\"like\": [{\"_index\": \"%s\", \"_id\": \"1\"}],"
                        + " \"min_term_freq\": 1, \"min_doc_freq\": 1}}}",
                "{\"runtime_mappings\": {\"other\": {\"type\": \"lookup\", \"target_index\": \"%s\", \"input_field\":"
                        + " \"Name\", \"target_field\": \"Name\", \"fetch_fields\": [\"*\"]}}, \"fields\": [\"other\"]}")) {
            Http.Answer refused = daemon.call("POST", "/_indexer/search/track", reaching.formatted(artist));
            assertThat(refused.status()).as(reaching).isEqualTo(400);
            assertThat(refused.body().at("/error/message").asText()).contains("the documents of its type alone");
        }
    }

    @Test
    void whatRidesOnAJobIsNotThereBeforeItCompletes() {
        try (Sluice sluice = Sluice.before(Servers.forTests().elasticsearch());
                ChinookWorld chinook = ChinookWorld.load(World.of("riders", ChinookWorld.EXAMPLE)
                        .through(sluice)
                        .set("TIDEMARK_CYCLE_FULL_REINDEX_ABOVE", "50")
                        .set("TIDEMARK_CYCLE_FULL_REINDEX_SHARE", "0"))) {
            World world = chinook.world();
            DaemonProcess process = chinook.indexed();
            Http daemon = new Http(process.url());
            Sluice.Gate chunk = sluice.hold(
                    passing -> passing.isDocuments() && passing.body().contains("-F\""));
            long before = world.commit("UPDATE \"Genre\" SET \"Name\" = 'x' WHERE \"GenreId\" = 25");
            // In a slice of its own: what is in one with too many changes rides with them.
            daemon.get("/_indexer/wait?xid=" + before + "&timeout=20s").orThrow();
            long xid = world.commit("UPDATE \"Track\" SET \"Name\" = 'rides' WHERE \"TrackId\" <= 200");
            chunk.await(Drill.SOON);

            JsonNode held = late(daemon, xid, "300ms", "carried");
            assertThat(held.at("/jobs/track").isTextual()).isTrue();
            daemon.get("/_indexer/wait?xid=" + before + "&timeout=20s").orThrow();
            JsonNode other = daemon.get("/_indexer/wait?type=artist&timeout=20s")
                    .orThrow()
                    .body();
            assertThat(other.path("searchable").asBoolean()).isTrue();
            assertThat(daemon.get("/_indexer/wait?type=track&timeout=300ms").status())
                    .isEqualTo(408);
            JsonNode status = daemon.get("/_indexer/indexing_status").orThrow().body();
            assertThat(status.path("num_unindexed_ops").asLong()).isEqualTo(200);
            assertThat(status.at("/types/artist/num_unindexed_ops").asLong()).isZero();
            assertThat(status.at("/types/track/op_indexing_progress").asDouble())
                    .isLessThan(1);
            String document = "/_indexer/documents/track/7?read_level=";
            assertThat(daemon.get(document + "index_only")
                            .orThrow()
                            .body()
                            .at("/document/Name")
                            .asText())
                    .isNotEqualTo("rides");
            JsonNode read = daemon.get(document + "index_and_wal").orThrow().body();
            assertThat(read.path("source").asText()).isEqualTo("database");
            assertThat(read.at("/document/Name").asText()).isEqualTo("rides");
            // A later change is written to the index that serves, and is there.
            long later = world.commit("UPDATE \"Track\" SET \"Name\" = 'later' WHERE \"TrackId\" = 300");
            daemon.get("/_indexer/wait?xid=" + later + "&timeout=20s").orThrow();
            assertThat(world.indices().document("track", "300").path("Name").asText())
                    .isEqualTo("later");

            JsonNode carried = daemon.get("/_indexer/explain/track/7").orThrow().body();
            assertThat(carried.path("state").asText()).as("%s", carried).isEqualTo("carried");
            assertThat(carried.at("/difference/path").asText()).isEqualTo("Name");

            chunk.release();
            daemon.get("/_indexer/wait?xid=" + xid + "&timeout=120s").orThrow();
            assertThat(world.indices().document("track", "7").path("Name").asText())
                    .isEqualTo("rides");
            JsonNode after = daemon.get("/_indexer/indexing_status").orThrow().body();
            assertThat(after.path("num_unindexed_ops").asLong()).isZero();
            assertExplained(world, daemon);
            Http restarted = assertPauses(world, process);
            assertCountsOutliveState(world, restarted);
        }
    }

    @Test
    void whatTheLogDoesNotTellOfIsNotThereBeforeItsRebuildCompletes() {
        try (Sluice sluice = Sluice.before(Servers.forTests().elasticsearch());
                ChinookWorld chinook = ChinookWorld.load(World.of("skipped", ChinookWorld.EXAMPLE)
                        .through(sluice)
                        .set("TIDEMARK_CYCLE_INTERVAL", "1s")
                        .set("TIDEMARK_CAPTURE_MAX_ROWS", "1000"))) {
            World world = chinook.world();
            Http daemon = new Http(chinook.indexed().url());
            daemon.call("POST", "/_indexer/_pause", "{\"reason\": \"the log fills\"}")
                    .orThrow();
            world.commit("UPDATE \"Track\" SET \"Milliseconds\" = \"Milliseconds\" + 1");
            assertThat(world.number("SELECT count(*) FROM tidemark.log"))
                    .as("the log is full")
                    .isLessThan(3_503);
            long skipped = world.commit("UPDATE \"Customer\" SET \"LastName\" = 'Skipped' WHERE \"CustomerId\" = 7");
            assertThat(world.number("SELECT count(*) FROM tidemark.log WHERE xid = '" + skipped + "'"))
                    .as("the log does not tell of it")
                    .isZero();
            Sluice.Gate chunk = sluice.hold(passing -> passing.isDocuments()
                    && passing.body().contains(world.prefix() + "customer-")
                    && passing.body().contains("-F\""));
            daemon.call("POST", "/_indexer/_resume", "{}").orThrow();
            chunk.await(Drill.SOON);

            late(daemon, skipped, "2s", "carried");
            assertRead(daemon, "customer/7", "database", "Skipped");
            chunk.release();
            daemon.get("/_indexer/wait?timeout=120s&xid=" + skipped).orThrow();
            assertThat(lastName(world)).isEqualTo("Skipped");
            world.awaitFilled(ChinookWorld.TYPES, Drill.SOON);
            assertRead(daemon, "customer/7", "index", "Skipped");
            assertUnseenWrites(world, daemon);
        }
    }

    /** Without a trigger nothing tells of a write, so the database is read; and afterwards a rebuild brings it. */
    private static void assertUnseenWrites(World world, Http daemon) {
        world.commit("ALTER TABLE \"Customer\" DISABLE TRIGGER USER");
        awaitStatus(daemon, "stale");
        world.commit("UPDATE \"Customer\" SET \"LastName\" = 'Unseen' WHERE \"CustomerId\" = 7");
        assertThat(lastName(world)).isEqualTo("Skipped");
        assertRead(daemon, "customer/7", "database", "Unseen");
        assertThat(daemon.get("/_indexer/wait?timeout=300ms&type=customer").status())
                .isEqualTo(408);
        world.init();
        awaitStatus(daemon, "online");
        daemon.get("/_indexer/wait?timeout=120s&type=customer").orThrow();
        assertThat(lastName(world)).isEqualTo("Unseen");
        assertRead(daemon, "customer/7", "index", "Unseen");
    }

    private static void awaitStatus(Http daemon, String status) {
        Drill.until(
                Drill.SOON,
                "customer is " + status,
                () -> daemon.get("/_indexer")
                        .body()
                        .at("/types/customer/status")
                        .asText()
                        .equals(status));
    }

    /** The time is up, and the answer says how far it is. */
    private static JsonNode late(Http daemon, long xid, String timeout, String state) {
        Http.Answer late = daemon.get("/_indexer/wait?xid=" + xid + "&timeout=" + timeout);
        assertThat(late.status()).as("%s", late.body()).isEqualTo(408);
        assertThat(late.body().path("state").asText()).as("%s", late.body()).isEqualTo(state);
        return late.body();
    }

    private static void assertRead(Http daemon, String document, String source, String lastName) {
        JsonNode read = daemon.get("/_indexer/documents/" + document + "?read_level=index_and_wal")
                .orThrow()
                .body();
        assertThat(read.path("source").asText()).as("%s", read).isEqualTo(source);
        assertThat(read.at("/document/LastName").asText()).isEqualTo(lastName);
    }

    private static String lastName(World world) {
        return world.indices().document("customer", "7").path("LastName").asText();
    }

    /** Nothing is indexed while people want it so, nothing is lost, and who waits is told why. */
    private static Http assertPauses(World world, DaemonProcess process) {
        Http first = new Http(process.url());
        assertThat(first.call("POST", "/_indexer/_pause", "{}").status()).isEqualTo(400);
        first.call("POST", "/_indexer/_pause", "{\"reason\": \"upgrade\"}").orThrow();
        Drill.until(
                Drill.SOON,
                "it is paused",
                () -> first.get("/_indexer")
                        .body()
                        .at("/paused/reason")
                        .asText()
                        .equals("upgrade"));
        long xid = world.commit("UPDATE \"Track\" SET \"Name\" = 'held back' WHERE \"TrackId\" = 2");
        late(first, xid, "1500ms", "paused");
        assertThat(world.indices().document("track", "2").path("Name").asText()).isNotEqualTo("held back");
        JsonNode read = first.get("/_indexer/documents/track/2?read_level=index_and_wal")
                .orThrow()
                .body();
        assertThat(read.at("/document/Name").asText()).isEqualTo("held back");
        process.sigterm();
        assertThat(process.exitCode(Drill.SOON)).isZero();
        DaemonProcess next = world.run();
        Http daemon = new Http(next.url());
        Drill.until(
                Drill.SOON,
                "it is paused after a restart too",
                () -> daemon.get("/_indexer").body().at("/paused/reason").isTextual());
        // It has not looked yet, and knows why.
        late(daemon, xid, "300ms", "paused");
        daemon.call("POST", "/_indexer/_resume", "{}").orThrow();
        daemon.get("/_indexer/wait?timeout=20s&xid=" + xid).orThrow();
        assertThat(world.indices().document("track", "2").path("Name").asText()).isEqualTo("held back");
        assertThat(daemon.get("/_indexer").body().path("paused").isNull()).isTrue();
        return daemon;
    }

    /** By the change log: what reached a document last, over which path, and what a change would reach. */
    private static void assertExplained(World world, Http daemon) {
        long xid = world.commit("UPDATE \"Artist\" SET \"Name\" = 'why' WHERE \"ArtistId\" = 1");
        daemon.get("/_indexer/wait?timeout=20s").orThrow();
        JsonNode track = daemon.get("/_indexer/explain/track/1").orThrow().body();
        assertThat(track.path("state").asText()).as("%s", track).isEqualTo("true");
        assertThat(track.at("/last_changes/0/xid").asLong()).isEqualTo(xid);
        assertThat(track.at("/last_changes/0/paths").toString()).isEqualTo("[\"Album.Artist\"]");
        assertThat(track.at("/last_changes/1/paths").toString()).as("%s", track).isEqualTo("[\"\"]");
        assertThat(track.at("/index/generation").asLong()).isPositive();
        world.indices().overwrite("track", "1", "{\"Name\": \"somebody else's\"}");
        assertThat(daemon.get("/_indexer/explain/track/1")
                        .orThrow()
                        .body()
                        .path("state")
                        .asText())
                .isEqualTo("drifted");
        assertThat(daemon.get("/_indexer/explain/track/999999")
                        .orThrow()
                        .body()
                        .path("state")
                        .asText())
                .isEqualTo("absent");
        JsonNode change =
                daemon.get("/_indexer/explain?table=Artist&key=1").orThrow().body();
        assertThat(change.at("/types/track/documents").asLong())
                .isEqualTo(world.number(
                        "SELECT count(*) FROM \"Track\" JOIN \"Album\" USING (\"AlbumId\") WHERE \"ArtistId\" = 1"));
        assertThat(change.at("/types/artist/paths").toString()).isEqualTo("{\"\":1}");
        assertThat(daemon.get("/_indexer/explain?table=Nothing&key=1").status()).isEqualTo(400);
        assertThat(daemon.get("/_indexer/explain?table=Artist&key=abc").status())
                .as("no row can have this key")
                .isEqualTo(400);
        assertThat(daemon.get("/_indexer/explain?table=Artist").status()).isEqualTo(400);
    }

    /** Operations are counted since the change log was installed, whatever becomes of the state. */
    private static void assertCountsOutliveState(World world, Http daemon) {
        long total = daemon.get("/_indexer/indexing_status")
                .orThrow()
                .body()
                .path("total_ops")
                .asLong();
        world.meta().deleteMarker();
        world.commit("UPDATE \"Track\" SET \"Name\" = 'again' WHERE \"TrackId\" = 1");
        daemon.get("/_indexer/wait?timeout=120s").orThrow();
        JsonNode status = daemon.get("/_indexer/indexing_status").orThrow().body();
        assertThat(status.path("total_ops").asLong()).isEqualTo(total + 1);
        assertThat(status.path("op_indexing_progress").asDouble()).isEqualTo(1.0);
    }
}
