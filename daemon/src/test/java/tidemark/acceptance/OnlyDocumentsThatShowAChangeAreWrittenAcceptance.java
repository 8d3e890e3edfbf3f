package tidemark.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A change reaches exactly the documents that show it: no other document's version moves. */
final class OnlyDocumentsThatShowAChangeAreWrittenAcceptance {

    private static ChinookWorld chinook;

    @BeforeAll
    static void index() {
        chinook = ChinookWorld.load("only-those");
        chinook.indexed();
    }

    @AfterAll
    static void close() {
        chinook.close();
    }

    @Test
    void renamingOneArtistWritesItsOwnDocumentAndItsTracksAndNoOther() {
        World world = chinook.world();
        long artist = world.number("""
                SELECT "ArtistId" FROM "Track" JOIN "Album" USING ("AlbumId")
                GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1""");
        Set<String> showing = showing(world, artist);
        assertThat(showing).as("tracks of the artist with most of them").hasSizeGreaterThan(100);

        assertMoves(world, showing, "UPDATE \"Artist\" SET \"Name\" = 'Renamed' WHERE \"ArtistId\" = " + artist);
        Drill.figure("documents that show the renamed artist", showing.size());
        chinook.assertNoDifferences(Drill.SOON);
    }

    @Test
    void whatNoDocumentShowsMovesNoDocument() {
        World world = chinook.world();
        // Of employees, customers show five columns; the address is not among them.
        assertMoves(
                world,
                showing(world, 1),
                "UPDATE \"Employee\" SET \"Address\" = 'elsewhere'",
                "UPDATE \"Genre\" SET \"Name\" = \"Name\"",
                "UPDATE \"Artist\" SET \"Name\" = 'so that there is something to wait for' WHERE \"ArtistId\" = 1");
    }

    /** The documents that show an artist, by SQL alone. */
    private static Set<String> showing(World world, long artist) {
        Set<String> showing = new TreeSet<>(world.strings(
                "SELECT 'track:' || \"TrackId\" FROM \"Track\" JOIN \"Album\" USING (\"AlbumId\") WHERE \"ArtistId\" = "
                        + artist));
        showing.add("artist:" + artist);
        return showing;
    }

    private static void assertMoves(World world, Set<String> expected, String... statements) {
        Map<String, Long> before = world.indices().versions(ChinookWorld.TYPES);
        assertThat(before).hasSize(3_503 + 412 + 275 + 59);
        world.awaitIndexed(world.commit(statements), Drill.SOON);
        Map<String, Long> after = world.indices().versions(ChinookWorld.TYPES);
        assertThat(after.keySet()).isEqualTo(before.keySet());
        Set<String> moved = new TreeSet<>();
        after.forEach((id, version) -> {
            if (!version.equals(before.get(id))) {
                moved.add(id);
            }
        });
        assertThat(moved).isEqualTo(expected);
    }
}
