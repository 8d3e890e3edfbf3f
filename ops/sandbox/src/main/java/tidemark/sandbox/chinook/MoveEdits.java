package tidemark.sandbox.chinook;

import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows that go to another parent: to the documents that lose them and to those that gain them. */
final class MoveEdits {
    /** A foreign key: the column of a table, the table it refers to, whether it may be null. */
    private record Edge(String table, String column, String parent, boolean optional) {
        void move(EditSession session, int child) throws SQLException {
            set(session, child, optional && session.onceIn(4) ? null : session.pick(parent));
        }

        void set(EditSession session, int child, @Nullable Integer key) throws SQLException {
            session.execute(
                    "UPDATE \"" + table + "\" SET \"" + column + "\" = ? WHERE \"" + table + "Id\" = ?", key, child);
        }
    }

    private static final List<Edge> EDGES = List.of(
            new Edge("Track", "AlbumId", "Album", true),
            new Edge("Track", "GenreId", "Genre", true),
            new Edge("Track", "MediaTypeId", "MediaType", false),
            new Edge("Album", "ArtistId", "Artist", false),
            new Edge("InvoiceLine", "InvoiceId", "Invoice", false),
            new Edge("InvoiceLine", "TrackId", "Track", false),
            new Edge("Invoice", "CustomerId", "Customer", false),
            new Edge("Customer", "SupportRepId", "Employee", true),
            new Edge("Employee", "ReportsTo", "Employee", true));

    private MoveEdits() {}

    static void reparent(EditSession session) throws SQLException {
        switch (session.random().nextInt(EDGES.size() + 3)) {
            case 0, 1 -> moveEntry(session);
            case 2 -> mergeAlbums(session);
            default -> {
                Edge edge = edge(session);
                edge.move(session, session.pick(edge.table()));
            }
        }
    }

    /** Away and home again: what counts is that the transaction as a whole changed nothing, or what it changed last. */
    static void thereAndBack(EditSession session) throws SQLException {
        int album = session.pick("Album");
        int artist = session.pick("Artist");
        Edge edge = new Edge("Album", "ArtistId", "Artist", false);
        for (int key : new int[] {artist, session.pick("Artist"), artist}) {
            edge.set(session, album, key);
        }
    }

    private static Edge edge(EditSession session) {
        return EDGES.get(session.random().nextInt(EDGES.size()));
    }

    private static void moveEntry(EditSession session) throws SQLException {
        int[] entry = session.pickEntry();
        boolean toPlaylist = session.onceIn(2);
        session.execute(
                "UPDATE \"PlaylistTrack\" SET " + (toPlaylist ? "\"PlaylistId\"" : "\"TrackId\"")
                        + " = ? WHERE \"PlaylistId\" = ? AND \"TrackId\" = ?",
                session.pick(toPlaylist ? "Playlist" : "Track"),
                entry[0],
                entry[1]);
    }

    private static void mergeAlbums(EditSession session) throws SQLException {
        session.execute(
                "UPDATE \"Track\" SET \"AlbumId\" = ? WHERE \"AlbumId\" = ?",
                session.pick("Album"),
                session.pick("Album"));
    }
}
