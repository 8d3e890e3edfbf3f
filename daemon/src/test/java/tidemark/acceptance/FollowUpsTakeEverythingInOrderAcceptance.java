package tidemark.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/** Secondary indexers that fail, sleep or are cut off: the primary goes on, and they have seen every id when they are back. */
final class FollowUpsTakeEverythingInOrderAcceptance {

    /** What is posted to, and what it answers. */
    private static final class Hook implements AutoCloseable {
        private final HttpServer server;
        private final ExecutorService threads = Executors.newCachedThreadPool();
        private final List<JsonNode> taken = new CopyOnWriteArrayList<>();
        private volatile boolean signed = true;
        private volatile Function<JsonNode, Integer> answer = post -> 204;

        Hook() {
            try {
                server = HttpServer.create(
                        new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0), 0);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            server.createContext("/", exchange -> {
                String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
                JsonNode post = new ObjectMapper().readTree(body);
                int status = answer.apply(post);
                if (status == 204) {
                    taken.add(post);
                    signed &=
                            signature(body).equals(exchange.getRequestHeaders().getFirst("X-Tidemark-Signature"));
                }
                exchange.sendResponseHeaders(status, -1);
                exchange.close();
            });
            server.setExecutor(threads);
            server.start();
        }

        String url() {
            return "http://127.0.0.1:" + server.getAddress().getPort() + "/changed";
        }

        List<Long> groups() {
            return taken.stream().map(post -> post.path("group").asLong()).toList();
        }

        Set<String> ids() {
            Set<String> ids = new TreeSet<>();
            taken.forEach(post -> post.path("ids")
                    .forEach(id -> ids.add(
                            id.path("type").asText() + ":" + id.path("id").asText())));
            return ids;
        }

        @Override
        public void close() {
            server.stop(0);
            threads.shutdownNow();
        }
    }

    private static String signature(String body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec("secret".getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            StringBuilder hex = new StringBuilder("sha256=");
            for (byte one : mac.doFinal(body.getBytes(StandardCharsets.UTF_8))) {
                hex.append(String.format("%02x", one));
            }
            return hex.toString();
        } catch (java.security.GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Path config(String followUps) {
        try {
            return World.config(Files.readString(ChinookWorld.EXAMPLE) + "\nfollowups:\n" + followUps);
        } catch (IOException e) {
            throw new UncheckedIOException("the example cannot be read", e);
        }
    }

    private static String webhook(String title, Hook hook) {
        return "  " + title + ": {kind: webhook, url: '" + hook.url() + "', secret: secret}\n";
    }

    private static long rename(World world, int track, String name) {
        return world.commit("UPDATE \"Track\" SET \"Name\" = '" + name + "' WHERE \"TrackId\" = " + track);
    }

    private static void awaitCaughtUp(DaemonProcess daemon, String title) {
        Drill.until(Drill.SOON, title + " has caught up", () -> {
            JsonNode one = daemon.indexer().at("/followups/" + title);
            return one.at("/lag/groups").asLong(1) == 0
                    && one.path("status").asText().equals("waiting");
        });
    }

    private static List<Long> ascending(List<Long> numbers) {
        return numbers.stream().sorted().toList();
    }

    @Test
    void everyIdIsPostedSignedInGroupsThatAscend() {
        try (Hook hook = new Hook();
                ChinookWorld chinook = ChinookWorld.load(World.of("followups", config(webhook("notify", hook))))) {
            World world = chinook.world();
            DaemonProcess daemon = chinook.indexed();
            Drill.until(
                    Drill.SOON,
                    "it is told of everything",
                    () -> hook.taken.stream().anyMatch(post -> post.path("all").size() == 4));
            awaitCaughtUp(daemon, "notify");
            hook.taken.clear();
            Map<String, Long> before = world.indices().versions(ChinookWorld.TYPES);
            List<String> expected = new ArrayList<>();
            for (int track = 1; track <= 20; track++) {
                world.awaitIndexed(rename(world, track, "told of " + track), Drill.SOON);
                expected.add("track:" + track);
            }
            awaitCaughtUp(daemon, "notify");
            Set<String> indexed = new TreeSet<>();
            world.indices().versions(ChinookWorld.TYPES).forEach((id, version) -> {
                if (!version.equals(before.get(id))) {
                    indexed.add(id);
                }
            });
            assertThat(hook.ids())
                    .as("what the primary indexed")
                    .isEqualTo(indexed)
                    .containsAll(expected);
            assertThat(hook.groups())
                    .as("in order, none twice")
                    .isEqualTo(ascending(hook.groups()))
                    .doesNotHaveDuplicates();
            assertThat(hook.signed).isTrue();
            assertThat(hook.taken)
                    .allSatisfy(post -> assertThat(post.path("xmin").asLong()).isPositive());
            JsonNode own =
                    new Http(daemon.url()).get("/_indexer/notify").orThrow().body();
            assertThat(own.path("status").asText()).isEqualTo("waiting");
            assertThat(own.path("cycles").asLong()).isGreaterThan(20);
            assertThat(own.path("results").size()).isEqualTo(10);
            assertThat(new Http(daemon.url()).get("/_indexer/nobody").status()).isEqualTo(404);
            assertThat(world.meta()
                            .read("primary_followup_prep_list")
                            .orElseThrow()
                            .path("count")
                            .asInt())
                    .isZero();
            Drill.until(Drill.SOON, "what is taken is removed", () -> {
                world.awaitIndexed(rename(world, 1, "again " + System.nanoTime()), Drill.SOON);
                return world.meta()
                                .read("staged_by_primary_list")
                                .orElseThrow()
                                .path("groups")
                                .asInt()
                        <= 2;
            });
            // A rebuild tells of all documents of its type.
            hook.taken.clear();
            world.verb("reindex", "artist", "--url", daemon.url().toString());
            Drill.until(
                    Drill.SOON,
                    "the rebuild is told of",
                    () -> hook.taken.stream()
                            .anyMatch(post -> post.path("all").toString().equals("[\"artist\"]")));
        }
    }

    @Test
    void oneThatFailsOrSleepsHoldsUpNobodyAndHasSeenEverythingWhenItIsBack() {
        CountDownLatch asleep = new CountDownLatch(1);
        try (Hook failing = new Hook();
                Hook sleeping = new Hook();
                Hook well = new Hook();
                ChinookWorld chinook = ChinookWorld.load(World.of(
                        "followups-fail",
                        config(webhook("failing", failing) + webhook("sleeping", sleeping) + webhook("well", well))))) {
            World world = chinook.world();
            DaemonProcess daemon = chinook.indexed();
            for (String title : List.of("failing", "sleeping", "well")) {
                awaitCaughtUp(daemon, title);
            }
            List.of(failing, sleeping, well).forEach(hook -> hook.taken.clear());
            failing.answer = post -> 500;
            sleeping.answer = post -> {
                try {
                    asleep.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                return 204;
            };
            chinook.edit(4, 200, Drill.seed(), Duration.ofMillis(200));
            chinook.assertNoDifferences(Drill.SOON);
            awaitCaughtUp(daemon, "well");
            assertThat(daemon.indexer().at("/followups/failing/status").asText())
                    .isEqualTo("failing");
            assertThat(daemon.indexer().at("/followups/sleeping/status").asText())
                    .isEqualTo("indexing");
            assertThat(new Http(daemon.url())
                            .get("/_indexer/failing")
                            .orThrow()
                            .body()
                            .at("/error/error")
                            .asText())
                    .contains("500");
            assertThat(failing.taken).isEmpty();

            // Cut off in the middle of a group, then everybody is well.
            daemon.kill9();
            asleep.countDown();
            failing.answer = post -> 204;
            DaemonProcess next = world.run();
            world.awaitIndexed(rename(world, 1, "after the kill"), Drill.SOON);
            for (String title : List.of("failing", "sleeping", "well")) {
                awaitCaughtUp(next, title);
            }
            assertThat(failing.ids())
                    .as("what the primary indexed")
                    .isEqualTo(well.ids())
                    .contains("track:1");
            assertThat(sleeping.ids()).isEqualTo(well.ids());
            assertThat(failing.groups()).isEqualTo(ascending(failing.groups()));
            assertThat(sleeping.groups()).isEqualTo(ascending(sleeping.groups()));
            assertThat(failing.taken)
                    .allSatisfy(post -> assertThat(post.path("all")).isEmpty());
        }
    }

    @Test
    void oneThatMissedGroupsTakesEverything() {
        try (Hook hook = new Hook();
                ChinookWorld chinook = ChinookWorld.load(World.of("followups-bound", config(webhook("late", hook))))) {
            World world = chinook.world().set("TIDEMARK_STAGING_MOST_IDS", "1000");
            DaemonProcess daemon = chinook.indexed();
            awaitCaughtUp(daemon, "late");
            hook.answer = post -> 503;
            // Each of these is an id or more in every cycle; twice the limit in all.
            for (int round = 0; round < 2; round++) {
                world.awaitIndexed(
                        world.commit(
                                "UPDATE \"Track\" SET \"Name\" = \"Name\" || '" + round + "' WHERE \"TrackId\" <= 900"),
                        Drill.SOON);
            }
            world.awaitIndexed(rename(world, 1, "the last"), Drill.SOON);
            JsonNode staged = world.meta().read("staged_by_primary_list").orElseThrow();
            assertThat(staged.path("count").asLong()).as("bounded on disk").isLessThanOrEqualTo(1_000);
            assertThat(daemon.log()).contains("event=staged_dropped");
            hook.taken.clear();
            hook.answer = post -> 204;
            awaitCaughtUp(daemon, "late");
            assertThat(hook.taken.get(0).path("all").size()).isEqualTo(4);
        }
    }

    @Test
    void aDerivedIndexFollowsItsDocuments() {
        String derived = """
                  titles:
                    kind: derived-index
                    from: track
                    alias: ALIAS
                    where: "document.Milliseconds > 200000"
                    fields: {title: document.Name, artist: document.Album.Artist.Name}
                    mapping: {title: {type: keyword}}
                """;
        String alias = "d" + System.nanoTime();
        try (ChinookWorld chinook = ChinookWorld.load(World.of("derived", config(derived.replace("ALIAS", alias))))) {
            World world = chinook.world();
            DaemonProcess daemon = chinook.indexed();
            awaitCaughtUp(daemon, "titles");
            Http elasticsearch = new Http(world.elasticsearch());
            try {
                // The first index may have been filled before the follower had seen that it is.
                long all = world.number("SELECT count(*) FROM \"Track\" WHERE \"Milliseconds\" > 200000");
                Drill.until(Drill.SOON, "it has all of the first index", () -> count(elasticsearch, alias) == all);
                world.awaitIndexed(
                        world.commit(
                                "UPDATE \"Artist\" SET \"Name\" = 'derived' WHERE \"ArtistId\" = 1",
                                "UPDATE \"Track\" SET \"Milliseconds\" = 1 WHERE \"TrackId\" = 1"),
                        Drill.SOON);
                awaitCaughtUp(daemon, "titles");
                assertThat(elasticsearch.get("/" + alias + "/_doc/1").status())
                        .as("filtered out")
                        .isEqualTo(404);
                assertThat(elasticsearch
                                .get("/" + alias + "/_source/6")
                                .orThrow()
                                .body()
                                .toString())
                        .isEqualTo("{\"title\":\"Put The Finger On You\",\"artist\":\"derived\"}");
                assertThat(count(elasticsearch, alias))
                        .isEqualTo(world.number("SELECT count(*) FROM \"Track\" WHERE \"Milliseconds\" > 200000"));
            } finally {
                Indices.behind(elasticsearch, alias).forEach(index -> elasticsearch.delete("/" + index));
            }
        }
    }

    @Test
    void anAuditThatFollowsInASecondPassIsToldOfToo() {
        String alias = "e" + System.nanoTime();
        String derived = """
                  faults:
                    kind: derived-index
                    from: track
                    alias: ALIAS
                    fields: {faulty: "has(document.audit) && has(document.audit.WARNING)"}
                """.replace("ALIAS", alias);
        String rule = """
                    audits:
                      no-composer: {level: WARNING, when: "document.Composer == null", detail: "'none'"}
                """;
        Path config;
        try {
            config = World.config(
                    Files.readString(ChinookWorld.EXAMPLE).replace("    table: Track\n", "    table: Track\n" + rule)
                            + "\nfollowups:\n" + derived);
        } catch (IOException e) {
            throw new UncheckedIOException("the example cannot be read", e);
        }
        try (ChinookWorld chinook = ChinookWorld.load(World.of("followups-audit", config))) {
            World world = chinook.world().set("TIDEMARK_AUDITS_PASSES", "2");
            DaemonProcess daemon = chinook.indexed();
            awaitCaughtUp(daemon, "faults");
            Http elasticsearch = new Http(world.elasticsearch());
            try {
                for (String composer : List.of("NULL", "'Ann'", "NULL")) {
                    world.awaitIndexed(
                            world.commit("UPDATE \"Track\" SET \"Composer\" = " + composer + " WHERE \"TrackId\" = 1"),
                            Drill.SOON);
                    Drill.until(
                            Drill.SOON,
                            "the derived document says what the audit says",
                            () -> elasticsearch
                                            .get("/" + alias + "/_source/1")
                                            .orThrow()
                                            .body()
                                            .path("faulty")
                                            .asBoolean()
                                    == composer.equals("NULL"));
                }
            } finally {
                Indices.behind(elasticsearch, alias).forEach(index -> elasticsearch.delete("/" + index));
            }
        }
    }

    private static long count(Http elasticsearch, String alias) {
        return elasticsearch
                .get("/" + alias + "/_count")
                .orThrow()
                .body()
                .path("count")
                .asLong();
    }

    @Test
    void wrongSettingsAreToldAtStart() {
        try (World world = World.of("followups-wrong", config("""
                          a: {kind: nothing}
                          b: {kind: webhook, url: 'ftp://x'}
                          c: {kind: derived-index, from: track, alias: c, fields: {x: '1 +'}}
                          d: {kind: derived-index, from: track, alias: prefixtrack, fields: {x: '1'}}
                        """))) {
            world.set("TIDEMARK_INDEX_PREFIX", "PREFIX".toLowerCase(java.util.Locale.ROOT));
            ChinookWorld.fill(world.database());
            world.init();
            DaemonProcess check = world.verb("check");
            assertThat(check.exitCode(Drill.SOON)).isEqualTo(3);
            assertThat(check.printed()).contains("there is no kind 'nothing'");
            DaemonProcess daemon = world.run();
            assertThat(daemon.exitCode(Drill.SOON)).isEqualTo(2);
            assertThat(daemon.log())
                    .contains("alias: prefixtrack is taken")
                    .contains(
                            "there is no kind 'nothing'",
                            "webhook",
                            "url: expected an address that begins with http",
                            "fields.x: line 1, column 4");
        }
    }
}
