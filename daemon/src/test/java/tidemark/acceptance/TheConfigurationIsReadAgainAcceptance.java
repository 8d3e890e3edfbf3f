package tidemark.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A running daemon takes another configuration: what is wrong changes nothing, what needs a rebuild begins one. */
final class TheConfigurationIsReadAgainAcceptance {

    private static final String ONE = "types: {artist: {table: Artist}}";
    private static final String TWO = "cycle: {interval: 7s}\n"
            + "types: {artist: {table: Artist, embed: [{Albums: {from: Album}}]}, genre: {table: Genre}}";

    @Test
    void byRequestAndBySignal() throws Exception {
        Path file = World.config(ONE);
        try (ChinookWorld chinook = ChinookWorld.load(World.of("reload", file))) {
            World world = chinook.world();
            // The change log records for both what they show.
            Files.writeString(file, TWO);
            world.init();
            Files.writeString(file, ONE);
            DaemonProcess process = world.run();
            world.awaitFilled(List.of("artist"), Drill.SOON);
            Http daemon = new Http(process.url());

            Files.writeString(file, ONE.replace("Artist", "Nothing"));
            Http.Answer wrong = daemon.call("POST", "/_indexer/_reload", "{}");
            assertThat(wrong.status()).isEqualTo(400);
            assertThat(wrong.body().at("/error/message").asText())
                    .contains("Nothing")
                    .contains("nothing was changed");
            assertAlive(world, daemon);

            Files.writeString(file, "http: {port: 9}\n" + TWO);
            JsonNode told =
                    daemon.call("POST", "/_indexer/_reload", "{}").orThrow().body();
            assertThat(told.path("changed").toString()).contains("cycle").contains("types");
            assertThat(told.path("rebuilt").toString()).isEqualTo("[\"artist\",\"genre\"]");
            daemon.get("/_indexer/wait?timeout=120s").orThrow();
            assertThat(world.indices().document("artist", "1").path("Albums").size())
                    .isEqualTo(2);
            assertThat(world.indices().found("genre")).isEqualTo(25);
            assertThat(daemon.get("/_indexer").body().path("timeout").asDouble())
                    .isEqualTo(7);
            assertAlive(world, daemon);

            assertThat(told.path("unlogged").size()).as("%s", told).isZero();

            Files.writeString(
                    file, TWO.replace("genre: {table: Genre}", "genre: {table: Genre}, media: {table: MediaType}"));
            JsonNode early =
                    daemon.call("POST", "/_indexer/_reload", "{}").orThrow().body();
            assertThat(early.path("unlogged").toString()).contains("MediaType", "is missing", "tidemark init");

            Files.writeString(file, ONE);
            hangUp(process);
            Drill.until(
                    Drill.SOON,
                    "it has been read again",
                    () -> process.log().contains("event=reloaded changed=[cycle, types]"));
            // A plan of its own rides on no job, so nobody can wait for it but by looking.
            Drill.until(
                    Drill.SOON,
                    "documents are of the earlier plan again",
                    () -> !world.indices().document("artist", "1").has("Albums"));

            // Left out, a type is kept true by nobody; when it is back it is not taken for true.
            assertAlive(world, daemon);
            world.commit("UPDATE \"Genre\" SET \"Name\" = 'while left out' WHERE \"GenreId\" = 1");
            assertAlive(world, daemon);
            Files.writeString(file, TWO);
            daemon.call("POST", "/_indexer/_reload", "{}").orThrow();
            daemon.get("/_indexer/wait?timeout=120s&type=genre").orThrow();
            assertThat(world.indices().document("genre", "1").path("Name").asText())
                    .isEqualTo("while left out");
            assertBadMappingsHarmNothing(world, daemon, file);
        }
    }

    /** One that Elasticsearch does not know, one that no document fits, and one that is well: the index before serves until then. */
    private static void assertBadMappingsHarmNothing(World world, Http daemon, Path file) throws IOException {
        mapped(daemon, file, "kword");
        awaitGenre(daemon, "reason", "kword");
        assertAlive(world, daemon);
        assertThat(world.indices().found("genre")).isEqualTo(25);
        mapped(daemon, file, "integer");
        awaitGenre(daemon, "reason", "25 of 25 documents were refused");
        assertAlive(world, daemon);
        assertThat(world.indices().found("genre")).isEqualTo(25);
        mapped(daemon, file, "text");
        awaitGenre(daemon, "status", "online");
        assertThat(world.indices().found("genre")).isEqualTo(25);
    }

    private static void mapped(Http daemon, Path file, String type) throws IOException {
        Files.writeString(
                file,
                TWO.replace("genre: {table: Genre}", "genre: {table: Genre, mapping: {Name: {type: " + type + "}}}"));
        daemon.call("POST", "/_indexer/_reload", "{}").orThrow();
    }

    private static void awaitGenre(Http daemon, String field, String text) {
        Drill.until(
                Drill.SOON,
                "genre has " + text,
                () -> daemon.get("/_indexer")
                        .body()
                        .at("/types/genre/" + field)
                        .asText()
                        .contains(text));
    }

    private static void assertAlive(World world, Http daemon) {
        long xid = world.commit("UPDATE \"Artist\" SET \"Name\" = 'alive ' || random() WHERE \"ArtistId\" = 1");
        daemon.get("/_indexer/wait?timeout=60s&xid=" + xid).orThrow();
    }

    private static void hangUp(DaemonProcess process) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", "-HUP", Long.toString(process.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }
}
