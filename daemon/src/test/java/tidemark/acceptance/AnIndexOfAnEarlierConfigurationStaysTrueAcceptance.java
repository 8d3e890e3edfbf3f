package tidemark.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tidemark.sandbox.Servers;

/**
 * The configuration changes: until the index of the new one is filled, searches are answered from that of the old one, which is
 * kept true by the plan that it was made with.
 */
final class AnIndexOfAnEarlierConfigurationStaysTrueAcceptance {
    private static final List<String> TRACK = List.of("track");

    private static final String EARLIER = """
            types:
              track:
                table: Track
                embed: [Album.Artist, Genre]
            """;

    private static final String TODAY = """
            types:
              track:
                table: Track
                columns: {except: [Composer]}
                embed: [Album, MediaType]
            """;

    private final Path config = World.config(EARLIER);
    private final Sluice sluice = Sluice.before(Servers.forTests().elasticsearch());

    @AfterEach
    void close() {
        sluice.close();
    }

    @Test
    void untilItsSuccessorTakesOver() {
        try (ChinookWorld chinook =
                ChinookWorld.load(World.of("older-plan", config).through(sluice))) {
            World world = chinook.world();
            Sluice.Gate chunk = changedAndHeldWhileFilling(world);
            DaemonProcess daemon = world.run();
            chunk.await(Drill.SOON);

            world.awaitIndexed(
                    world.commit(
                            "UPDATE \"Artist\" SET \"Name\" = 'only the old plan shows it' WHERE \"ArtistId\" = 1",
                            "UPDATE \"Genre\" SET \"Name\" = 'so does it with this' WHERE \"GenreId\" = 1",
                            "UPDATE \"MediaType\" SET \"Name\" = 'only the new one' WHERE \"MediaTypeId\" = 1",
                            "UPDATE \"Album\" SET \"Title\" = 'both' WHERE \"AlbumId\" = 1",
                            "UPDATE \"Track\" SET \"Composer\" = 'old' WHERE \"TrackId\" = 1",
                            "DELETE FROM \"PlaylistTrack\" WHERE \"TrackId\" = 6",
                            "DELETE FROM \"InvoiceLine\" WHERE \"TrackId\" = 6",
                            "DELETE FROM \"Track\" WHERE \"TrackId\" = 6"),
                    Drill.SOON);
            JsonNode old = world.indices().document("track", "1");
            assertThat(old.at("/Album/Artist/Name").asText()).isEqualTo("only the old plan shows it");
            assertThat(old.at("/Album/Title").asText()).isEqualTo("both");
            assertThat(old.at("/Genre/Name").asText()).isEqualTo("so does it with this");
            assertThat(old.path("Composer").asText()).isEqualTo("old");
            assertThat(old.has("MediaType")).isFalse();
            assertThat(world.indices().found("track")).isEqualTo(3_502);
            assertThat(state(daemon)).isEqualTo("building");

            chunk.release();
            world.awaitFilled(TRACK, Drill.SOON);
            JsonNode now = world.indices().document("track", "1");
            assertThat(now.at("/MediaType/Name").asText()).isEqualTo("only the new one");
            assertThat(now.at("/Album/Title").asText()).isEqualTo("both");
            assertThat(now.has("Genre")
                            || now.has("Composer")
                            || now.path("Album").has("Artist"))
                    .isFalse();
            assertThat(world.indices().found("track")).isEqualTo(3_502);
            assertOnlineAfterOneRebuild(world, daemon);
        }
    }

    @Test
    void andDoesNotHoldItsSuccessorUpWhenTheDatabaseNoLongerHasWhatItShows() {
        try (ChinookWorld chinook =
                ChinookWorld.load(World.of("older-plan-gone", config).through(sluice))) {
            World world = chinook.world();
            Sluice.Gate chunk = changedAndHeldWhileFilling(world);
            DaemonProcess daemon = world.run();
            chunk.await(Drill.SOON);

            world.commit("DROP TABLE \"Genre\" CASCADE");
            world.awaitIndexed(
                    world.commit("UPDATE \"Album\" SET \"Title\" = 'new' WHERE \"AlbumId\" = 1"), Drill.SOON);
            Drill.until(
                    Drill.SOON,
                    "the old index is called stale",
                    () -> state(daemon).equals("stale"));
            assertThat(type(daemon).path("reason").asText())
                    .startsWith("plan changed: ")
                    .contains("Genre");
            JsonNode read = new Http(daemon.url())
                    .get("/_indexer/documents/track/1?read_level=index_and_wal")
                    .orThrow()
                    .body();
            assertThat(read.path("source").asText())
                    .as("the index is no longer kept true: %s", read)
                    .isEqualTo("database");
            assertThat(read.at("/document/Album/Title").asText()).isEqualTo("new");

            chunk.release();
            world.awaitFilled(TRACK, Drill.SOON);
            assertThat(world.indices().document("track", "1").at("/Album/Title").asText())
                    .isEqualTo("new");
            assertOnlineAfterOneRebuild(world, daemon);
        }
    }

    @Test
    void andWhoWaitsForWhatOnlyTheOldPlanShowsIsNotToldTooEarly() {
        try (ChinookWorld chinook = ChinookWorld.load(World.of("older-plan-waits", config)
                .through(sluice)
                .set("TIDEMARK_CYCLE_FULL_REINDEX_ABOVE", "50")
                .set("TIDEMARK_CYCLE_FULL_REINDEX_SHARE", "0"))) {
            World world = chinook.world();
            Sluice.Gate chunk = changedAndHeldWhileFilling(world);
            Http daemon = new Http(world.run().url());
            chunk.await(Drill.SOON);

            // Shown by more tracks than a cycle writes, so it rides on a rebuild, which begins again.
            Sluice.Gate again = sluice.hold(Sluice.Passing::isDocuments);
            long xid = world.commit("UPDATE \"Genre\" SET \"Name\" = 'everywhere' WHERE \"GenreId\" = 1");
            again.await(Drill.SOON);
            world.awaitIndexed(xid, Drill.SOON);
            assertThat(world.indices().document("track", "1").at("/Genre/Name").asText())
                    .isNotEqualTo("everywhere");
            Http.Answer held = daemon.get("/_indexer/wait?timeout=2s&xid=" + xid);
            assertThat(held.status()).as("%s", held.body()).isEqualTo(408);
            assertThat(held.body().path("state").asText()).isEqualTo("carried");

            chunk.release();
            again.release();
            daemon.get("/_indexer/wait?timeout=120s&xid=" + xid).orThrow();
            assertThat(world.indices().document("track", "1").has("Genre")).isFalse();
        }
    }

    /** Indexed by the earlier configuration, then stopped, changed, and the first bulk of the rebuild will be held. */
    private Sluice.Gate changedAndHeldWhileFilling(World world) {
        world.set("TIDEMARK_JOBS_CHUNK_DOCUMENTS", "500");
        world.set("TIDEMARK_CYCLE_INTERVAL", "2s");
        world.init();
        DaemonProcess daemon = world.run();
        world.awaitFilled(TRACK, Drill.SOON);
        daemon.sigterm();
        assertThat(daemon.exitCode(Drill.SOON)).isZero();
        try {
            Files.writeString(config, TODAY);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the configuration", e);
        }
        world.init();
        return sluice.hold(Sluice.Passing::isDocuments);
    }

    /** The triggers still record for both; when they are narrowed, nothing is the matter either. */
    private static void assertOnlineAfterOneRebuild(World world, DaemonProcess daemon) {
        Drill.until(Drill.SOON, "the new index is online", () -> state(daemon).equals("online"));
        world.init();
        world.awaitIndexed(world.commit("UPDATE \"Album\" SET \"Title\" = 'after' WHERE \"AlbumId\" = 1"), Drill.SOON);
        String looked = daemon.indexer().path("timestamp").asText();
        Drill.until(
                Drill.SOON,
                "the daemon looks at the triggers again",
                () -> !daemon.indexer().path("timestamp").asText().equals(looked));
        assertThat(state(daemon)).isEqualTo("online");
        assertThat(world.meta().jobs())
                .extracting(job -> job.path("reason").asText())
                .containsExactlyInAnyOrder("first run", "plan changed");
        assertThat(world.strings("SELECT tgname FROM pg_trigger WHERE tgrelid = '\"Artist\"'::regclass"
                        + " AND tgname LIKE 'tidemark%'"))
                .as("what only the earlier configuration needed")
                .isEmpty();
    }

    private static String state(DaemonProcess daemon) {
        return type(daemon).path("status").asText();
    }

    private static JsonNode type(DaemonProcess daemon) {
        return daemon.indexer().path("types").path("track");
    }
}
