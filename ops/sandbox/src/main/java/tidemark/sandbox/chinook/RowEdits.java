package tidemark.sandbox.chinook;

import java.sql.SQLException;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Single rows: changed, touched, made, removed. */
final class RowEdits {
    /** A column that is no key, and what may be in it. */
    private record Column(String table, String name, Function<Random, @Nullable Object> value) {
        void set(EditSession session) throws SQLException {
            session.execute(
                    "UPDATE \"" + table + "\" SET \"" + name + "\" = ? WHERE \"" + table + "Id\" = ?",
                    value.apply(session.random()),
                    session.pick(table));
        }
    }

    /** Those that few documents show come more often than those that thousands do. */
    private static final List<Column> COLUMNS = List.of(
            new Column("Track", "Name", random -> RandomValues.text(random, 200)),
            new Column("Track", "Name", random -> RandomValues.text(random, 200)),
            new Column("Track", "Composer", random -> RandomValues.textOrNull(random, 220)),
            new Column("Track", "Milliseconds", RandomValues::whole),
            new Column("Track", "Bytes", RandomValues::wholeOrNull),
            new Column("Track", "UnitPrice", RandomValues::price),
            new Column("Album", "Title", random -> RandomValues.text(random, 160)),
            new Column("Album", "Title", random -> RandomValues.text(random, 160)),
            new Column("Artist", "Name", random -> RandomValues.textOrNull(random, 120)),
            new Column("Artist", "Name", random -> RandomValues.textOrNull(random, 120)),
            new Column("Genre", "Name", random -> RandomValues.textOrNull(random, 120)),
            new Column("MediaType", "Name", random -> RandomValues.textOrNull(random, 120)),
            new Column("Playlist", "Name", random -> RandomValues.textOrNull(random, 120)),
            new Column("Customer", "LastName", random -> RandomValues.text(random, 20)),
            new Column("Customer", "Company", random -> RandomValues.textOrNull(random, 80)),
            new Column("Employee", "Title", random -> RandomValues.textOrNull(random, 30)),
            new Column("Employee", "HireDate", RandomValues::date),
            new Column("Invoice", "BillingCity", random -> RandomValues.textOrNull(random, 40)),
            new Column("Invoice", "InvoiceDate", RandomValues::date),
            new Column("Invoice", "Total", RandomValues::price),
            new Column("InvoiceLine", "Quantity", RandomValues::whole),
            new Column("InvoiceLine", "UnitPrice", RandomValues::price));

    private RowEdits() {}

    static void update(EditSession session) throws SQLException {
        COLUMNS.get(session.random().nextInt(COLUMNS.size())).set(session);
    }

    static void unchanged(EditSession session) throws SQLException {
        session.execute("UPDATE \"Track\" SET \"Name\" = \"Name\" WHERE \"TrackId\" = ?", session.pick("Track"));
        session.execute("UPDATE \"Artist\" SET \"Name\" = \"Name\" WHERE \"ArtistId\" = ?", session.pick("Artist"));
    }

    static void insert(EditSession session) throws SQLException {
        switch (session.random().nextInt(7)) {
            case 0 -> artistWithAlbum(session);
            case 1, 2 -> invoice(session, session.newKey("Invoice"));
            case 3 -> customer(session);
            case 4 -> playlistEntry(session);
            case 5 -> line(session, session.newKey("InvoiceLine"), session.pick("Invoice"));
            default -> track(session, session.newKey("Track"));
        }
    }

    static void delete(EditSession session) throws SQLException {
        switch (session.random().nextInt(8)) {
            case 0 -> deleteTrack(session, session.pick("Track"));
            case 1 -> deleteAlbum(session, session.pick("Album"));
            case 2 -> deleteArtist(session, session.pick("Artist"));
            case 3 -> deleteInvoice(session, session.pick("Invoice"));
            case 4 -> deleteCustomer(session, session.pick("Customer"));
            case 5, 6 -> deleteEntry(session);
            default -> deleteRow(session, "InvoiceLine", session.pick("InvoiceLine"));
        }
    }

    static void track(EditSession session, int key) throws SQLException {
        Random random = session.random();
        session.execute(
                "INSERT INTO \"Track\" VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                key,
                RandomValues.text(random, 200),
                session.onceIn(8) ? null : session.pick("Album"),
                session.pick("MediaType"),
                session.onceIn(8) ? null : session.pick("Genre"),
                RandomValues.textOrNull(random, 220),
                RandomValues.whole(random),
                RandomValues.wholeOrNull(random),
                RandomValues.price(random));
    }

    static void line(EditSession session, int key, int invoice) throws SQLException {
        session.execute(
                "INSERT INTO \"InvoiceLine\" VALUES (?, ?, ?, ?, ?)",
                key,
                invoice,
                session.pick("Track"),
                RandomValues.price(session.random()),
                RandomValues.whole(session.random()));
    }

    private static void artistWithAlbum(EditSession session) throws SQLException {
        int artist = session.newKey("Artist");
        session.execute("INSERT INTO \"Artist\" VALUES (?, ?)", artist, RandomValues.text(session.random(), 120));
        for (int albums = session.random().nextInt(3); albums > 0; albums--) {
            session.execute(
                    "INSERT INTO \"Album\" VALUES (?, ?, ?)",
                    session.newKey("Album"),
                    RandomValues.text(session.random(), 160),
                    artist);
        }
    }

    private static void invoice(EditSession session, int key) throws SQLException {
        Random random = session.random();
        session.execute(
                "INSERT INTO \"Invoice\" (\"InvoiceId\", \"CustomerId\", \"InvoiceDate\", \"BillingCity\", \"Total\")"
                        + " VALUES (?, ?, ?, ?, ?)",
                key,
                session.pick("Customer"),
                RandomValues.date(random),
                RandomValues.textOrNull(random, 40),
                RandomValues.price(random));
        for (int lines = random.nextInt(5); lines > 0; lines--) {
            line(session, session.newKey("InvoiceLine"), key);
        }
    }

    private static void customer(EditSession session) throws SQLException {
        Random random = session.random();
        session.execute(
                "INSERT INTO \"Customer\" (\"CustomerId\", \"FirstName\", \"LastName\", \"City\", \"Email\","
                        + " \"SupportRepId\") VALUES (?, ?, ?, ?, ?, ?)",
                session.newKey("Customer"),
                RandomValues.text(random, 40),
                RandomValues.text(random, 20),
                RandomValues.textOrNull(random, 40),
                RandomValues.text(random, 60),
                session.onceIn(4) ? null : session.pick("Employee"));
    }

    private static void playlistEntry(EditSession session) throws SQLException {
        session.execute("INSERT INTO \"PlaylistTrack\" VALUES (?, ?)", session.pick("Playlist"), session.pick("Track"));
    }

    private static void deleteTrack(EditSession session, int key) throws SQLException {
        session.execute("DELETE FROM \"InvoiceLine\" WHERE \"TrackId\" = ?", key);
        session.execute("DELETE FROM \"PlaylistTrack\" WHERE \"TrackId\" = ?", key);
        deleteRow(session, "Track", key);
    }

    private static void deleteAlbum(EditSession session, int key) throws SQLException {
        session.execute(
                "UPDATE \"Track\" SET \"AlbumId\" = ? WHERE \"AlbumId\" = ?",
                session.onceIn(2) ? null : session.pick("Album"),
                key);
        deleteRow(session, "Album", key);
    }

    private static void deleteArtist(EditSession session, int key) throws SQLException {
        session.execute("UPDATE \"Album\" SET \"ArtistId\" = ? WHERE \"ArtistId\" = ?", session.pick("Artist"), key);
        deleteRow(session, "Artist", key);
    }

    private static void deleteInvoice(EditSession session, int key) throws SQLException {
        session.execute("DELETE FROM \"InvoiceLine\" WHERE \"InvoiceId\" = ?", key);
        deleteRow(session, "Invoice", key);
    }

    private static void deleteCustomer(EditSession session, int key) throws SQLException {
        session.execute(
                "UPDATE \"Invoice\" SET \"CustomerId\" = ? WHERE \"CustomerId\" = ?", session.pick("Customer"), key);
        deleteRow(session, "Customer", key);
    }

    private static void deleteEntry(EditSession session) throws SQLException {
        int[] entry = session.pickEntry();
        session.execute(
                "DELETE FROM \"PlaylistTrack\" WHERE \"PlaylistId\" = ? AND \"TrackId\" = ?", entry[0], entry[1]);
    }

    private static void deleteRow(EditSession session, String table, int key) throws SQLException {
        session.execute("DELETE FROM \"" + table + "\" WHERE \"" + table + "Id\" = ?", key);
        session.free(table, key);
    }
}
