package tidemark.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tidemark.sandbox.Servers;

/** People start, watch, cancel and retry jobs over HTTP; the index that serves is untouched by what becomes of them. */
final class JobsAreOperatedAcceptance {
    private static final List<String> TYPES = List.of("thing", "other");
    private static final String THINGS = """
            types:
              thing:
                table: thing
                mapping: {size: {type: byte}}
              other: {table: other}
            """;
    private static final int ROWS = 1_000;

    private static World world(String name) {
        World world = World.of(name, World.config(THINGS))
                .set("TIDEMARK_JOBS_CHUNK_DOCUMENTS", "100")
                .set("TIDEMARK_JOBS_CHECK_INTERVAL", "200ms")
                .set("TIDEMARK_JOBS_WORKERS", "1");
        world.commit(
                "CREATE TABLE thing (id int PRIMARY KEY, name text NOT NULL, size int NOT NULL DEFAULT 1)",
                "CREATE TABLE other (a int, b text, name text, PRIMARY KEY (a, b))",
                "INSERT INTO thing SELECT i, 'thing ' || i FROM generate_series(1, " + ROWS + ") i",
                "INSERT INTO other SELECT i, 'b' || i, 'other' FROM generate_series(1, 10) i");
        return world;
    }

    private static JsonNode error(Http.Answer answer, int status) {
        assertThat(answer.status()).as("%s", answer.body()).isEqualTo(status);
        JsonNode error = answer.body().path("error");
        assertThat(error.path("code").asText()).isNotEmpty();
        assertThat(error.path("message").asText()).isNotEmpty();
        assertThat(error.path("hint").asText()).isNotEmpty();
        return error;
    }

    private static JsonNode ok(Http.Answer answer, int status) {
        assertThat(answer.status()).as("%s", answer.body()).isEqualTo(status);
        return answer.body();
    }

    private static void until(Http daemon, String id, String status) {
        Drill.until(
                Drill.SOON,
                "job " + id + " is " + status,
                () -> status(daemon, id).equals(status));
    }

    private static String status(Http daemon, String id) {
        return daemon.get("/_indexer/jobs/" + id).body().path("status").asText();
    }

    @Test
    void eachCallAnswersAndSaysWhatIsWrong() {
        try (World world = world("job-calls")) {
            world.init();
            DaemonProcess process = world.run();
            Http daemon = new Http(process.url());
            world.awaitFilled(TYPES, Drill.SOON);
            String before = world.indices().behind("thing").iterator().next();

            JsonNode first = ok(daemon.get("/_indexer/jobs"), 200);
            assertThat(first.path("count").asInt()).isEqualTo(2);
            assertThat(ok(daemon.get("/_indexer/jobs?status=running,failed"), 200)
                            .path("count")
                            .asInt())
                    .isZero();
            assertThat(error(daemon.get("/_indexer/jobs?status=lost"), 400)
                            .path("field")
                            .asText())
                    .isEqualTo("status");

            String request = "{\"types\": [\"thing\"], \"id\": \"mine\", \"metadata\": {\"why\": \"drill\"}}";
            JsonNode started =
                    ok(daemon.call("POST", "/_indexer/jobs", request), 201).at("/jobs/0");
            assertThat(started.path("id").asText()).isEqualTo("mine");
            assertThat(started.path("reason").asText()).isEqualTo("requested");
            assertThat(started.at("/metadata/why").asText()).isEqualTo("drill");
            ok(daemon.call("POST", "/_indexer/jobs", request), 200);
            assertThat(error(daemon.call("POST", "/_indexer/jobs", "{\"types\": [\"other\"], \"id\": \"mine\"}"), 409)
                            .path("field")
                            .asText())
                    .isEqualTo("id");
            until(daemon, "mine", "completed");
            JsonNode done = ok(daemon.get("/_indexer/jobs/mine"), 200);
            assertThat(done.path("processed_docs").asInt()).isEqualTo(ROWS);
            assertThat(done.path("progress").asDouble()).isEqualTo(1.0);
            assertThat(done.path("catch_up_seconds").asDouble(-1)).isNotNegative();
            assertThat(done.path("source_index").asText()).isEqualTo(before);
            assertThat(world.indices().behind("thing")).doesNotContain(before);

            assertThat(error(daemon.call("POST", "/_indexer/jobs/mine/_cancel", ""), 409)
                            .path("message")
                            .asText())
                    .contains("completed");
            error(daemon.call("POST", "/_indexer/jobs/mine/_retry", ""), 409);
            error(daemon.call("POST", "/_indexer/jobs/none/_cancel", ""), 404);
            error(daemon.call("POST", "/_indexer/jobs/none/_retry", ""), 404);
            error(daemon.get("/_indexer/jobs/none"), 404);
            error(daemon.get("/_indexer/nothing"), 404);
            assertThat(ok(daemon.call("POST", "/_indexer/jobs/_retry_failed", ""), 200)
                            .path("count")
                            .asInt())
                    .isZero();
            error(daemon.call("PUT", "/_indexer/jobs", "{}"), 405);
            error(daemon.call("DELETE", "/_indexer/jobs/mine", ""), 405);
            error(daemon.call("POST", "/_indexer/jobs", "{\"types\": "), 400);
            error(daemon.call("POST", "/_indexer/jobs", "[]"), 400);
            assertThat(wrongField(daemon, "{\"types\": [\"nothing\"]}")).isEqualTo("types[0]");
            assertThat(wrongField(daemon, "{\"type\": [\"thing\"]}")).isEqualTo("type");
            assertThat(wrongField(daemon, "{\"types\": \"thing\"}")).isEqualTo("types");
            assertThat(wrongField(daemon, "{\"ids\": [\"1\"]}")).isEqualTo("types");
            assertThat(wrongField(daemon, "{\"types\": [\"thing\"], \"ids\": [\"1\", \"one\"]}"))
                    .isEqualTo("ids[1]");
            assertThat(wrongField(daemon, "{\"types\": [\"other\"], \"ids\": [\"1\"]}"))
                    .isEqualTo("ids[0]");
            assertThat(wrongField(daemon, "{\"types\": [\"thing\"], \"id\": \"a/b\"}"))
                    .isEqualTo("id");
            assertThat(wrongField(daemon, "{\"metadata\": 5}")).isEqualTo("metadata");
            error(
                    daemon.call("POST", "/_indexer/jobs", "{\"metadata\": {\"a\": \"" + "x".repeat(2_000_000) + "\"}}"),
                    413);
            error(daemon.call("POST", "/_indexer/jobs", "{}", "Content-Type", "text/plain"), 415);
            error(daemon.call("POST", "/_indexer/jobs", "{}", "Accept", "application/json"), 415);
            error(
                    daemon.call(
                            "POST",
                            "/_indexer/jobs",
                            "{}",
                            "Content-Type",
                            "application/json",
                            "Origin",
                            "http://elsewhere.example"),
                    403);
            error(daemon.delete("/_indexer/jobs"), 400);
            assertThat(ok(daemon.delete("/_indexer/jobs?finished"), 200)
                            .path("forgotten")
                            .asInt())
                    .isEqualTo(3);
            assertThat(ok(daemon.get("/_indexer/jobs"), 200).path("count").asInt())
                    .isZero();
            assertThat(process.status()).isIn("waiting", "indexing");
            long xid = world.commit("UPDATE thing SET name = 'after all that' WHERE id = 1");
            world.awaitIndexed(xid, Drill.SOON);
            assertThat(process.indexer().path("errors")).isEmpty();
        }
    }

    @Test
    void beforeItHasReachedItsServersItSaysSo() {
        try (World world = world("job-not-connected")) {
            world.init();
            // Nobody listens at this port of the local host.
            Http daemon = new Http(world.set("TIDEMARK_POSTGRES_URL", "jdbc:postgresql://127.0.0.1:1/nothing")
                    .run()
                    .url());
            for (Http.Answer answer : List.of(
                    daemon.get("/_indexer/jobs"),
                    daemon.get("/_indexer/jobs/any"),
                    daemon.get("/_indexer/verification"),
                    daemon.call("POST", "/_indexer/jobs", "{\"types\": [\"thing\"]}"),
                    daemon.call("POST", "/_indexer/jobs/any/_cancel", ""),
                    daemon.call("POST", "/_indexer/jobs/any/_retry", ""),
                    daemon.call("POST", "/_indexer/jobs/_retry_failed", ""),
                    daemon.call("POST", "/_indexer/jobs/_roll_back", "{\"type\": \"thing\"}"),
                    daemon.delete("/_indexer/jobs?finished"))) {
                assertThat(error(answer, 503).path("message").asText()).contains("not connected yet");
            }
            assertThat(daemon.get("/_indexer").status()).isEqualTo(200);
            error(daemon.call("POST", "/_indexer/jobs", "[]"), 400);
        }
    }

    private static String wrongField(Http daemon, String body) {
        return error(daemon.call("POST", "/_indexer/jobs", body), 400)
                .path("field")
                .asText();
    }

    @Test
    void documentsThatAreAskedForAreWrittenByTheNextCycle() {
        try (World world = world("job-ids")) {
            world.init();
            Http daemon = new Http(world.run().url());
            world.awaitFilled(TYPES, Drill.SOON);
            world.indices().overwrite("thing", "5", "{\"name\": \"damaged\"}");
            world.indices().overwrite("thing", "5", "{\"name\": \"damaged again\"}");
            world.indices().overwrite("thing", "6000", "{\"id\": 6000}");
            world.indices().overwrite("thing", "9", "{\"name\": \"damaged\"}");
            JsonNode asked = ok(
                    daemon.call("POST", "/_indexer/jobs", "{\"types\": [\"thing\"], \"ids\": [\"5\", 6000, \"007\"]}"),
                    201);
            String id = asked.at("/jobs/0/id").asText();
            until(daemon, id, "completed");
            assertThat(world.indices().document("thing", "5").path("name").asText())
                    .isEqualTo("thing 5");
            assertThat(world.indices().document("thing", "6000").isMissingNode())
                    .as("no such row")
                    .isTrue();
            world.indices().refresh("thing");
            assertThat(world.indices().document("thing", "9").path("name").asText())
                    .as("nobody asked")
                    .isEqualTo("damaged");
            JsonNode composite = ok(
                    daemon.call(
                            "POST",
                            "/_indexer/jobs",
                            "{\"types\": [\"other\"], \"ids\": [\"[\\\"3\\\",\\\"b3\\\"]\"]}"),
                    201);
            until(daemon, composite.at("/jobs/0/id").asText(), "completed");
        }
    }

    @Test
    void aCancelledJobLeavesTheLiveIndexAloneAndItsOwnIsGone() {
        try (Sluice sluice = Sluice.before(Servers.forTests().elasticsearch());
                World world = world("job-cancel").through(sluice)) {
            world.init();
            DaemonProcess process = world.run();
            Http daemon = new Http(process.url());
            world.awaitFilled(TYPES, Drill.SOON);
            Set<String> live = world.indices().behind("thing");
            Set<String> all = world.indices().names();

            Sluice.Gate chunk = sluice.hold(Sluice.Passing::isDocuments);
            ok(daemon.call("POST", "/_indexer/jobs", "{\"types\": [\"thing\"], \"id\": \"long\"}"), 201);
            chunk.await(Drill.SOON);
            JsonNode running = ok(daemon.get("/_indexer/jobs/long"), 200);
            assertThat(running.path("status").asText()).isEqualTo("running");
            assertThat(running.at("/children/0/status").asText()).isEqualTo("running");
            assertThat(running.at("/children/0/to/0").asText()).isEqualTo("100");
            assertThat(process.indexer().at("/types/thing/is_index_building").asBoolean())
                    .isTrue();
            assertThat(ok(daemon.call("POST", "/_indexer/jobs", "{\"types\": [\"thing\"]}"), 200)
                            .at("/jobs/0/id")
                            .asText())
                    .as("one job for a type")
                    .isEqualTo("long");

            long asked = System.nanoTime();
            JsonNode cancelled = ok(daemon.call("POST", "/_indexer/jobs/long/_cancel", ""), 200);
            Drill.figure(
                    "cancel answered after ms",
                    Duration.ofNanos(System.nanoTime() - asked).toMillis());
            assertThat(cancelled.path("status").asText()).isEqualTo("cancelled");
            Drill.until(
                    Drill.SOON,
                    "its index is gone",
                    () -> world.indices().names().equals(all));
            chunk.release();
            world.awaitIndexed(world.commit("UPDATE thing SET name = 'later' WHERE id = 1"), Drill.SOON);
            assertThat(world.indices().behind("thing")).isEqualTo(live);
            assertThat(world.indices().names()).isEqualTo(all);
            assertThat(world.indices().document("thing", "1").path("name").asText())
                    .isEqualTo("later");
            assertThat(status(daemon, "long")).isEqualTo("cancelled");
            error(daemon.call("POST", "/_indexer/jobs/long/_cancel", ""), 409);

            ok(daemon.call("POST", "/_indexer/jobs/long/_retry", ""), 200);
            until(daemon, "long", "completed");
            assertThat(world.indices().behind("thing")).doesNotContainAnyElementsOf(live);
            online(process);
        }
    }

    @Test
    void aJobWithTooManyRefusedRowsFailsAndGoesOnAtItsCursorOnceTheyAreMended() {
        try (World world = world("job-poison")
                .set("TIDEMARK_JOBS_FAILURES_LIMIT", "50")
                .set("TIDEMARK_JOBS_RETRY_DELAY", "1h")
                .set("TIDEMARK_LOG_LEVEL", "debug")) {
            world.init();
            DaemonProcess process = world.run();
            Http daemon = new Http(process.url());
            world.awaitFilled(TYPES, Drill.SOON);
            Set<String> live = world.indices().behind("thing");
            world.awaitIndexed(world.commit("UPDATE thing SET size = 1000 WHERE id BETWEEN 341 AND 400"), Drill.SOON);

            ok(daemon.call("POST", "/_indexer/jobs", "{\"types\": [\"thing\"], \"id\": \"poisoned\"}"), 201);
            until(daemon, "poisoned", "failed");
            JsonNode failed = ok(daemon.get("/_indexer/jobs/poisoned"), 200);
            assertThat(failed.path("failed_items").size()).isGreaterThanOrEqualTo(50);
            assertThat(failed.at("/failed_items/0/id").asText()).isEqualTo("341");
            assertThat(failed.at("/failed_items/0/type").asText()).isEqualTo("thing");
            assertThat(failed.at("/failed_items/0/detail").asText()).contains("size");
            assertThat(failed.path("error").asText()).contains("50");
            assertThat(failed.path("processed_docs").asInt()).isEqualTo(400);
            assertThat(world.indices().behind("thing")).isEqualTo(live);
            JsonNode type = process.indexer().at("/types/thing");
            assertThat(type.path("status").asText()).as("retries are left").isEqualTo("stale");
            assertThat(type.path("reason").asText()).contains("poisoned");

            world.awaitIndexed(world.commit("UPDATE thing SET size = 2 WHERE size = 1000"), Drill.SOON);
            String filling = failed.path("dest_index").asText();
            int chunks = chunks(process);
            ok(daemon.call("POST", "/_indexer/jobs/poisoned/_retry", ""), 200);
            until(daemon, "poisoned", "completed");
            JsonNode done = ok(daemon.get("/_indexer/jobs/poisoned"), 200);
            assertThat(done.path("failed_items")).isEmpty();
            assertThat(done.path("retry_count").asInt()).isEqualTo(1);
            assertThat(done.path("error").isNull()).isTrue();
            assertThat(world.indices().behind("thing")).containsExactly(filling);
            assertThat(chunks(process) - chunks)
                    .as("the sixty again, then six chunks from the cursor")
                    .isEqualTo(7);
            assertThat(world.indices().found("thing")).isEqualTo(ROWS);
            online(process);
        }
    }

    private static void online(DaemonProcess daemon) {
        Drill.until(
                Drill.SOON,
                "online",
                () -> daemon.indexer().at("/types/thing/status").asText().equals("online"));
    }

    private static int chunks(DaemonProcess daemon) {
        return daemon.log().split("event=chunk ", -1).length - 1;
    }

    @Test
    void aJobThatUsedItsRetriesUpSaysWhatToDo() {
        try (World world = world("job-exhausted")
                .set("TIDEMARK_JOBS_FAILURES_LIMIT", "5")
                .set("TIDEMARK_JOBS_MAX_RETRIES", "1")
                .set("TIDEMARK_JOBS_RETRY_DELAY", "1s")) {
            world.commit("UPDATE thing SET size = 1000 WHERE id BETWEEN 41 AND 60");
            world.init();
            DaemonProcess process = world.run();
            Http daemon = new Http(process.url());
            Drill.until(
                    Drill.SOON,
                    "it gave up",
                    () -> process.indexer().at("/types/thing/status").asText().equals("failed"));
            assertThat(process.indexer().at("/types/thing/reason").asText()).contains("tidemark reindex");
            JsonNode failed =
                    ok(daemon.get("/_indexer/jobs?status=failed"), 200).at("/jobs/0");
            assertThat(failed.path("retry_count").asInt()).isEqualTo(1);
            error(daemon.call("POST", "/_indexer/jobs/" + failed.path("id").asText() + "/_retry", ""), 409);
            assertThat(world.indices().behind("thing")).isEmpty();
            Drill.until(
                    Drill.SOON,
                    "its index is gone",
                    () -> world.indices().names().stream().noneMatch(name -> name.contains("thing")));

            world.commit("UPDATE thing SET size = 1 WHERE size = 1000");
            String id = ok(daemon.call("POST", "/_indexer/jobs", "{}"), 201)
                    .at("/jobs/1/id")
                    .asText();
            until(daemon, id, "completed");
            online(process);
        }
    }

    @Test
    void aStandbyStoresWhatItIsAskedAndTheLeaderDoesIt() {
        try (World world = world("job-standby")) {
            world.init();
            DaemonProcess leader = world.run();
            world.awaitFilled(TYPES, Drill.SOON);
            DaemonProcess standby = world.run();
            Http second = new Http(standby.url());
            Drill.until(
                    Drill.SOON,
                    "it stands by",
                    () -> second.get("/_indexer/jobs").status() == 200);
            assertThat(standby.leads()).isFalse();
            JsonNode stored =
                    ok(second.call("POST", "/_indexer/jobs", "{\"types\": [\"thing\"], \"id\": \"far\"}"), 202);
            assertThat(stored.at("/jobs/0/id").asText()).isEqualTo("far");
            until(new Http(leader.url()), "far", "completed");
            until(second, "far", "completed");
            assertThat(leader.leads()).isTrue();
        }
    }

    @Test
    void theSameFromTheCommandLine() {
        try (World world = world("job-verbs")) {
            world.init();
            String url = world.run().url().toString();
            world.awaitFilled(TYPES, Drill.SOON);
            DaemonProcess waited = world.verb("reindex", "thing", "--id", "typed", "--wait", "--url", url);
            assertThat(waited.exitCode(Drill.SOON)).as(waited.log()).isZero();
            assertThat(waited.printed()).contains("typed", "completed");
            assertThat(world.verb("jobs", "--url", url).printed()).contains("typed", "thing", "completed", "requested");
            assertThat(world.verb("cancel", "typed", "--url", url).exitCode(Drill.SOON))
                    .isEqualTo(3);
            assertThat(world.verb("retry", "none", "--url", url).exitCode(Drill.SOON))
                    .isEqualTo(2);
            assertThat(world.verb("reindex", "thing", "--ids", "5", "6", "--wait", "--url", url)
                            .exitCode(Drill.SOON))
                    .isZero();
            assertThat(world.verb("forget", "--url", url).printed()).contains("4");
            assertThat(world.verb("jobs", "--url", "http://127.0.0.1:1").exitCode(Drill.SOON))
                    .isEqualTo(4);
        }
    }

    @Test
    void aDryRunTellsWhatWouldChangeAndWritesNothing() {
        try (World world = world("job-dry-run")) {
            world.commit("UPDATE thing SET size = 1000 WHERE id = 3");
            world.init();
            DaemonProcess first = world.verb("reindex", "--dry-run");
            assertThat(first.exitCode(Drill.SOON)).as("one is refused").isEqualTo(3);
            assertThat(first.printed())
                    .contains("thing: 1000 documents, 1000 new, 0 changed", "1 refused", "refused 3 at size: 1000")
                    .contains("other: 10 documents, 10 new");
            assertThat(world.indices().names()).isEmpty();
            world.commit("UPDATE thing SET size = 1 WHERE id = 3");
            DaemonProcess daemon = world.run();
            world.awaitFilled(TYPES, Drill.SOON);
            daemon.kill9();
            world.commit("UPDATE thing SET name = 'renamed' WHERE id = 5", "DELETE FROM thing WHERE id = 6");
            DaemonProcess then = world.verb("reindex", "--dry-run", "thing");
            assertThat(then.exitCode(Drill.SOON)).as(then.log()).isZero();
            assertThat(then.printed())
                    .contains(
                            "thing: 999 documents, 0 new, 1 changed, 1 gone, 998 as they are, 0 refused",
                            "changes 5 at name: from \"thing 5\" to \"renamed\"");
        }
    }
}
