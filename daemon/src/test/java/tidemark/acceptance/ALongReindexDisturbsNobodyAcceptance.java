package tidemark.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tidemark.sandbox.Servers;

/** A reindex of many documents: searches, changes and kills go on beside it as if it were not there. */
final class ALongReindexDisturbsNobodyAcceptance {
    private static final List<String> TYPES = List.of("thing");
    private static final String THINGS = "types: {thing: {table: thing}}";
    private static final int ROWS = Drill.size(50_000, 1_000_000);
    private static final int WRITERS = 4;
    private static final int SEARCHES_A_SECOND = 10;

    private static World world(String name, int rows) {
        World world = World.of(name, World.config(THINGS));
        fill(world, rows);
        return world;
    }

    private static void fill(World world, int rows) {
        world.commit(
                "CREATE TABLE thing (id int PRIMARY KEY, version bigint NOT NULL DEFAULT 0, name text NOT NULL,"
                        + " note text, made timestamptz NOT NULL DEFAULT now())",
                "INSERT INTO thing (id, name, note) SELECT i, 'thing ' || i, repeat(md5(i::text), 8)"
                        + " FROM generate_series(0, " + (rows - 1) + ") i");
    }

    @Test
    void searchesFindAllAndNeverWhatIsOlderThanAcknowledged() {
        Duration long_ = Duration.ofMinutes(Drill.size(5, 60));
        try (World world = world("long-reindex", ROWS)) {
            world.init();
            DaemonProcess daemon = world.run();
            world.awaitFilled(TYPES, long_);
            Http http = new Http(daemon.url());
            AtomicLongArray acknowledged = new AtomicLongArray(ROWS);
            AtomicBoolean ending = new AtomicBoolean();
            CountDownLatch ended = new CountDownLatch(1);
            AtomicLong searches = new AtomicLong();
            List<Background<Long>> edits = new ArrayList<>();
            for (int writer = 0; writer < WRITERS; writer++) {
                int number = writer;
                edits.add(Background.of("edits", () -> edit(world, acknowledged, ending, number)));
            }
            Background<Long> searching = Background.of("searches", () -> {
                Random random = new Random(Drill.seed());
                while (!ended.await(1_000 / SEARCHES_A_SECOND, TimeUnit.MILLISECONDS)) {
                    search(world, acknowledged, random.nextInt(ROWS));
                    searches.incrementAndGet();
                }
                return searches.get();
            });
            List<Long> heap = new ArrayList<>();
            long began = System.nanoTime();
            String id = http.call("POST", "/_indexer/jobs", "{}")
                    .orThrow()
                    .body()
                    .at("/jobs/0/id")
                    .asText();
            Drill.until(long_, "the job is over", () -> {
                heap.add(oldGeneration(daemon.pid()));
                return http.get("/_indexer/jobs/" + id)
                        .body()
                        .path("status")
                        .asText()
                        .equals("completed");
            });
            double seconds = (System.nanoTime() - began) / 1e9;
            ending.set(true);
            long edited = 0;
            for (Background<Long> writer : edits) {
                edited += writer.join(Drill.SOON);
            }
            ended.countDown();
            searching.join(Drill.SOON);
            JsonNode job = http.get("/_indexer/jobs/" + id).body();
            assertThat(job.path("processed_docs").asInt()).isEqualTo(ROWS);
            Drill.figure("documents a second, beside edits and searches", Math.round(ROWS / seconds));
            Drill.figure("edits beside it, each searched after it was acknowledged", edited);
            Drill.figure("searches beside it", searches.get());
            Drill.figure(
                    "old generation in KB, of -Xmx384m: at a quarter, half, the end, most",
                    heap.get(heap.size() / 4)
                            + ", " + heap.get(heap.size() / 2) + ", " + heap.get(heap.size() - 1) + ", "
                            + heap.stream().mapToLong(Long::longValue).max().orElse(0));
            assertThat(edited).isPositive();
            assertThat(searches.get()).isPositive();
            assertNoDifferences(world);
        }
    }

    /** A row at a time: changed, waited for until the marker covers it, and from then on never to be seen older. */
    private static long edit(World world, AtomicLongArray acknowledged, AtomicBoolean ending, int writer) {
        Random random = new Random(Drill.seed());
        long edits = 0;
        while (!ending.get()) {
            int id = random.nextInt(ROWS / WRITERS) * WRITERS + writer;
            long version = ++edits;
            long xid = world.commit(
                    "UPDATE thing SET version = " + version + " WHERE id = " + id,
                    "UPDATE thing SET version = " + version + " WHERE id = " + (id + WRITERS) % ROWS);
            world.awaitIndexed(xid, Drill.SOON);
            acknowledged.set(id, version);
        }
        return edits;
    }

    private static void search(World world, AtomicLongArray acknowledged, int id) {
        long least = acknowledged.get(id);
        JsonNode found = world.indices().document("thing", String.valueOf(id));
        assertThat(found.path("version").asLong(-1))
                .as("version of %d as a search finds it", id)
                .isGreaterThanOrEqualTo(least);
        assertThat(world.indices().found("thing"))
                .as("documents that a search finds")
                .isEqualTo(ROWS);
    }

    /** Every document, against the database, by neither program's own code. */
    private static void assertNoDifferences(World world) {
        world.indices().refresh("thing");
        List<String> differences = new ArrayList<>();
        try (Connection connection = world.database().connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.setFetchSize(2_000);
            try (ResultSet rows = statement.executeQuery("SELECT id, version, name, note FROM thing ORDER BY id")) {
                for (JsonNode document : world.indices().all("thing", "id")) {
                    rows.next();
                    boolean same = document.path("id").asInt() == rows.getInt(1)
                            && document.path("version").asLong() == rows.getLong(2)
                            && document.path("name").asText().equals(rows.getString(3))
                            && document.path("note").asText().equals(rows.getString(4));
                    if (!same) {
                        differences.add(rows.getInt(1) + ": " + document);
                    }
                }
                assertThat(rows.next()).as("a row without a document").isFalse();
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        assertThat(differences).isEmpty();
    }

    private static long oldGeneration(long pid) {
        try {
            Process jstat = new ProcessBuilder(
                            java.nio.file.Path.of(System.getProperty("java.home"), "bin", "jstat")
                                    .toString(),
                            "-gc",
                            String.valueOf(pid))
                    .redirectErrorStream(true)
                    .start();
            String[] lines = new String(jstat.getInputStream().readAllBytes(), StandardCharsets.UTF_8).split("\n", -1);
            List<String> names = List.of(lines[0].strip().split("\\s+", -1));
            return Math.round(Double.parseDouble(lines[1].strip().split("\\s+", -1)[names.indexOf("OU")]));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void killedTenTimesItRepeatsAtMostAChunkForEach() {
        int rows = Drill.size(20_000, 200_000);
        int kills = 10;
        int chunk = rows / 40;
        try (Sluice sluice = Sluice.before(Servers.forTests().elasticsearch());
                World world = world("killed-ten-times", rows)
                        .through(sluice)
                        .set("TIDEMARK_JOBS_WORKERS", "1")
                        .set("TIDEMARK_LOG_LEVEL", "debug")
                        .set("TIDEMARK_JOBS_CHUNK_DOCUMENTS", String.valueOf(chunk))) {
            Random random = new Random(Drill.seed());
            world.init();
            long composed = 0;
            for (int kill = 0; kill < kills; kill++) {
                int passing = 1 + random.nextInt(3);
                AtomicLong chunks = new AtomicLong();
                Sluice.Gate gate = sluice.hold(request -> request.isDocuments() && chunks.incrementAndGet() > passing);
                DaemonProcess daemon = world.run();
                gate.await(Drill.SOON);
                daemon.kill9();
                gate.release();
                composed += composed(daemon);
                assertThat(world.meta().jobs())
                        .singleElement()
                        .satisfies(
                                job -> assertThat(job.path("status").asText()).isEqualTo("running"));
            }
            DaemonProcess last = world.run();
            world.awaitFilled(TYPES, Drill.SOON);
            composed += composed(last);
            assertThat(world.meta().jobs()).singleElement().satisfies(job -> {
                assertThat(job.path("status").asText()).isEqualTo("completed");
                assertThat(job.path("reason").asText()).isEqualTo("first run");
                assertThat(job.path("processed_docs").asInt()).isEqualTo(rows);
            });
            Drill.figure("rows composed beyond each once, in chunks of " + chunk, composed - rows);
            assertThat(composed - rows).isBetween(0L, (long) kills * chunk);
            assertThat(world.indices().found("thing")).isEqualTo(rows);
        }
    }

    private static final Pattern CHUNK = Pattern.compile("event=chunk job=\\S+ number=\\d+ keys=(\\d+)");

    private static long composed(DaemonProcess daemon) {
        long keys = 0;
        for (Matcher chunk = CHUNK.matcher(daemon.log()); chunk.find(); ) {
            keys += Long.parseLong(chunk.group(1));
        }
        return keys;
    }
}
