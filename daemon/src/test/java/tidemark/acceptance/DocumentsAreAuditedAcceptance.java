package tidemark.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Rules say what is wrong with documents: with the document, or after it is searchable; and nothing that they do holds anything up. */
final class DocumentsAreAuditedAcceptance {

    private static final String NO_COMPOSER = """
                audits:
                  no-composer:
                    level: WARNING
                    category: missing composer
                    when: "document.Composer == null"
                    detail: "'track ' + document.Name + ' has no composer'"
                    examples:
                      - {document: {Name: Fast, Composer: null}, finds: 1}
                      - {document: {Name: Fast, Composer: Ann}, finds: %d}
            """;
    private static final String BROKEN = """
                audits:
                  broken: {level: ERROR, when: "document.Nothing.of == 1", detail: "'never'"}
            """;
    private static final String ONE = "1";

    private static Path config(String track, String artist) {
        try {
            String text = Files.readString(ChinookWorld.EXAMPLE);
            return World.config(text.replace("    table: Track\n", "    table: Track\n" + track)
                    .replace("    table: Artist\n", "    table: Artist\n" + artist));
        } catch (IOException e) {
            throw new UncheckedIOException("the example cannot be read", e);
        }
    }

    private static Path rules() {
        return config(NO_COMPOSER.formatted(0), BROKEN);
    }

    private static JsonNode track(World world) {
        return world.indices().document("track", ONE);
    }

    private static String composer(String composer) {
        return "UPDATE \"Track\" SET \"Composer\" = " + composer + " WHERE \"TrackId\" = 1";
    }

    @Test
    void inOnePassADocumentIsSearchableWithItsAuditAndABrokenRuleStopsNothing() {
        try (ChinookWorld chinook = ChinookWorld.load(World.of("audits", rules()))) {
            World world = chinook.world();
            DaemonProcess daemon = chinook.indexed();
            assertThat(track(world).path("audit")).isEmpty();
            assertThat(track(world).has("audit")).isTrue();
            JsonNode broken = world.indices().document("artist", ONE).at("/audit/INTERNAL_ACTION/0");
            assertThat(broken.path("name").asText()).isEqualTo("broken");
            assertThat(broken.path("detail").asText()).contains("Nothing");
            assertThat(world.meta()
                            .read("primary_troubled")
                            .map(list -> list.path("count").asInt())
                            .orElse(0))
                    .isZero();

            world.awaitIndexed(world.commit(composer("NULL")), Drill.SOON);
            JsonNode found = track(world).at("/audit/WARNING/0");
            assertThat(found.path("detail").asText()).endsWith("has no composer");
            assertThat(found.path("path").asText()).isEqualTo("/track/1");
            assertThat(track(world).has("audit_stale")).isFalse();
            assertThat(world.number("SELECT count(*) FROM \"Track\" WHERE \"Composer\" IS NULL"))
                    .isEqualTo(found(world, "track", "audit.WARNING.category", "missing composer"));
            world.awaitIndexed(world.commit(composer("'Ann'")), Drill.SOON);
            assertThat(track(world).path("audit")).isEmpty();
            assertThat(daemon.indexer().path("errors")).isEmpty();
        }
    }

    @Test
    void inTwoPassesADocumentIsSearchableBeforeItsAuditAndAKillBetweenThemIsMadeUpFor() {
        try (ChinookWorld chinook = ChinookWorld.load(World.of("two-passes", rules()));
                Sluice sluice = Sluice.before(chinook.world().elasticsearch())) {
            World world = chinook.world();
            world.set("TIDEMARK_AUDITS_PASSES", "2").through(sluice);
            DaemonProcess daemon = chinook.indexed();
            world.awaitIndexed(world.commit(composer("NULL")), Drill.SOON);
            awaitFaults(world, 1);

            // The state is written on condition, too; to another address.
            Sluice.Gate gate = sluice.hold(passing ->
                    passing.path().startsWith("/_bulk") && passing.body().contains("if_seq_no"));
            world.awaitIndexed(world.commit(composer("'Ann'")), Drill.SOON);
            gate.await(Drill.SOON);
            JsonNode between = track(world);
            assertThat(between.path("Composer").asText()).as("searchable").isEqualTo("Ann");
            assertThat(between.path("audit_stale").asBoolean()).isTrue();
            assertThat(between.at("/audit/WARNING").size())
                    .as("the earlier audit")
                    .isEqualTo(1);
            JsonNode result = daemon.indexer().at("/results/0");
            assertThat(result.path("pass1_took").isTextual()).isTrue();
            assertThat(result.path("pass2_took").isNull()).isTrue();
            world.awaitIndexed(
                    world.commit("UPDATE \"Track\" SET \"Name\" = 'meanwhile' WHERE \"TrackId\" = 2"), Drill.SOON);
            assertThat(world.indices().document("track", "2").path("Name").asText())
                    .as("no cycle waits for audits")
                    .isEqualTo("meanwhile");
            daemon.kill9();
            gate.drop();

            DaemonProcess next = world.run();
            Drill.until(
                    Drill.SOON,
                    "the audit is made up for",
                    () -> track(world).path("audit").isEmpty() && !track(world).has("audit_stale"));
            awaitNothingOwed(next);
            chinook.assertNoDifferences(Drill.SOON);
            world.awaitIndexed(world.commit(composer("NULL")), Drill.SOON);
            awaitFaults(world, 1);
            Drill.until(
                    Drill.SOON,
                    "the result tells of the second pass",
                    () -> next.indexer().at("/results/0/pass2_took").isTextual());
            assertThat(track(world).at("/audit/WARNING").size()).isEqualTo(1);
        }
    }

    @Test
    void changedRulesAreAppliedWithoutComposing() {
        try (ChinookWorld chinook = ChinookWorld.load(World.of("changed-rules", config("", "")))) {
            World world = chinook.world();
            DaemonProcess daemon = chinook.indexed();
            assertThat(track(world).has("audit")).isFalse();
            long generation = track(world).at("/_tidemark/generation").asLong();
            List<String> jobs = jobs(world);
            daemon.close();

            world.configured(config(NO_COMPOSER.formatted(0), ""));
            DaemonProcess ruled = world.run();
            Drill.until(Drill.SOON, "it is audited", () -> track(world).has("audit"));
            awaitNothingOwed(ruled);
            assertThat(found(world, "track", "audit.WARNING.category", "missing composer"))
                    .isEqualTo(world.number("SELECT count(*) FROM \"Track\" WHERE \"Composer\" IS NULL"));
            assertThat(track(world).has("audit")).isTrue();
            assertThat(track(world).at("/_tidemark/generation").asLong())
                    .as("not composed")
                    .isEqualTo(generation);
            assertThat(jobs(world)).as("no rebuild").isEqualTo(jobs);
            world.awaitIndexed(world.commit(composer("NULL")), Drill.SOON);
            assertThat(track(world).at("/audit/WARNING").size()).isEqualTo(1);
            ruled.close();

            world.configured(config("", ""));
            DaemonProcess bare = world.run();
            Drill.until(Drill.SOON, "the audit goes", () -> !track(world).has("audit"));
            awaitNothingOwed(bare);
            assertThat(track(world).has("audit")).isFalse();
            assertThat(found(world, "track", "audit.WARNING.category", "missing composer"))
                    .isZero();
            chinook.assertNoDifferences(Drill.SOON);
        }
    }

    @Test
    void rulesAreTriedAndCompiledBeforeAnythingRuns() {
        try (World world = World.of("rules", rules())) {
            DaemonProcess sound = world.verb("check", "--audits");
            assertThat(sound.exitCode(Duration.ofMinutes(1)))
                    .as(sound.printed() + sound.log())
                    .isZero();
            assertThat(sound.printed()).contains("track: 1 rules, 2 examples, 0 of them otherwise");
            world.configured(config(NO_COMPOSER.formatted(1), ""));
            DaemonProcess wrong = world.verb("check", "--audits");
            assertThat(wrong.exitCode(Duration.ofMinutes(1))).isEqualTo(3);
            assertThat(wrong.printed()).contains("no-composer finds 0, expected 1");
            world.configured(config("", "    audits: {x: {level: BAD, when: '1 +', detail: '7'}}\n"));
            DaemonProcess bad = world.verb("run");
            assertThat(bad.exitCode(Duration.ofMinutes(1))).isEqualTo(2);
            assertThat(bad.log()).contains("expected one of INTERNAL_ACTION");
            world.configured(config("", "    audits: {x: {level: ERROR, when: '1 +', detail: '7'}}\n"));
            DaemonProcess broken = world.verb("run");
            assertThat(broken.exitCode(Duration.ofMinutes(1))).isEqualTo(2);
            assertThat(broken.log())
                    .contains("types.artist.audits.x.when", "line 1, column 4", "a text or a list of texts");
        }
    }

    @Test
    void underLoadDocumentsOfAnObjectStoreAreSearchableBeforeTheirAuditsAndInTheEndAllAreAudited() throws IOException {
        String rules = """
                    audits:
                      no-award: {level: ERROR, when: "!has(document.properties.award)", detail: "'no award'"}
                      unreleased:
                        level: NOT_COMPLIANT
                        when: document.embedded.files.exists(file, file.status != "released")
                        detail: document.embedded.files.filter(file, file.status != "released").map(file, "file " + file.uuid)
                """;
        String text = Files.readString(PortalWorld.EXAMPLE);
        Path config = World.config(text.replace("  experiment:\n", "  experiment:\n" + rules));
        try (PortalWorld portal = PortalWorld.load("audits-under-load")) {
            World world = portal.world();
            world.configured(config);
            world.set("TIDEMARK_AUDITS_PASSES", "2");
            DaemonProcess daemon = portal.indexed();
            long most = 0;
            Background<Map<String, Integer>> edits =
                    Background.of("portal-edits", () -> portal.edit(4, Drill.size(150, 2_000), Drill.seed()));
            while (!edits.isDone()) {
                most = Math.max(most, world.indices().matching("experiment", "audit_stale", "true"));
            }
            edits.join(Drill.SOON);
            assertThat(most).as("searchable, not yet audited").isPositive();
            portal.assertNoDifferences(Drill.SOON);
            // What is owed is counted after a cycle has written, so nothing owed may be said a moment too early.
            Drill.until(Drill.SOON, "all are audited", () -> {
                awaitNothingOwed(daemon);
                world.indices().refresh("experiment");
                return world.indices().matching("experiment", "audit_stale", "true") == 0;
            });
            int without = 0;
            for (JsonNode document : world.indices().all("experiment", "uuid")) {
                long unreleased = document.at("/embedded/files")
                        .valueStream()
                        .filter(file -> !file.path("status").asText().equals("released"))
                        .count();
                assertThat(document.at("/audit/NOT_COMPLIANT").size())
                        .as("%s", document.path("uuid"))
                        .isEqualTo((int) unreleased);
                boolean award = document.path("properties").has("award");
                assertThat(document.at("/audit/ERROR").size()).isEqualTo(award ? 0 : 1);
                without += award ? 0 : 1;
            }
            assertThat(without).isPositive();
            Drill.figure("documents searchable before their audit, at most", most);
        }
    }

    private static void awaitFaults(World world, int count) {
        Drill.until(
                Drill.SOON,
                "the audit follows",
                () -> !track(world).has("audit_stale")
                        && track(world).at("/audit/WARNING").size() == count);
    }

    private static List<String> jobs(World world) {
        return world.meta().jobs().stream()
                .map(job -> job.path("id").asText())
                .sorted()
                .toList();
    }

    private static void awaitNothingOwed(DaemonProcess daemon) {
        Drill.until(Drill.SOON, "nothing is owed", () -> {
            JsonNode owed = daemon.indexer().path("audits_owed");
            return owed.isObject() && owed.valueStream().allMatch(count -> count.asLong() == 0);
        });
    }

    private static long found(World world, String type, String field, String value) {
        world.indices().refresh(type);
        return world.indices().matching(type, field, value);
    }
}
