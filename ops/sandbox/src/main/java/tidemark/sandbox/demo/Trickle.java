package tidemark.sandbox.demo;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Random;

/** What happens in a music shop in the course of a day, one transaction at a time; each changes some document. */
final class Trickle {
    private static final List<String> VENUES = List.of("Paris", "Tokyo", "Nairobi", "Lima", "Oslo", "Perth");

    private final Connection connection;
    private final Random random;

    Trickle(Connection connection, long seed) {
        this.connection = connection;
        this.random = new Random(seed);
    }

    Edit next() throws SQLException {
        return switch (random.nextInt(7)) {
            case 0 -> renameArtist().uncounted();
            case 1 -> newPrice();
            case 2 -> newTrack();
            case 3 -> playlistEntry();
            case 4 -> sale();
            case 5 -> moveAlbum();
            default -> moveHouse();
        };
    }

    /** Shown by the artist and by each of the artist's tracks. */
    Edit renameArtist() throws SQLException {
        long artist = number("SELECT \"ArtistId\" FROM \"Album\" JOIN \"Track\" USING (\"AlbumId\") GROUP BY 1"
                + " HAVING count(*) > 10 ORDER BY random() LIMIT 1");
        long tracks = number(
                "SELECT count(*) FROM \"Track\" JOIN \"Album\" USING (\"AlbumId\") WHERE \"ArtistId\" = " + artist);
        String venue = VENUES.get(random.nextInt(VENUES.size())) + " " + random.nextInt(1000, 10_000);
        return Edit.counted(
                tracks + 1,
                "UPDATE \"Artist\" SET \"Name\" = split_part(\"Name\", ' (live', 1) || ' (live in " + venue
                        + ")' WHERE \"ArtistId\" = " + artist);
    }

    private Edit newPrice() throws SQLException {
        return Edit.of("UPDATE \"Track\" SET \"UnitPrice\" = \"UnitPrice\" + 0.01 WHERE \"TrackId\" = " + any("Track"));
    }

    private Edit newTrack() throws SQLException {
        long key = number("SELECT max(\"TrackId\") + 1 FROM \"Track\"");
        return Edit.of(
                "INSERT INTO \"Track\" VALUES (" + key + ", 'Bonus track " + key + "', " + any("Album") + ", "
                        + any("MediaType") + ", " + any("Genre") + ", NULL, 215000, NULL, 0.99)",
                "INSERT INTO \"PlaylistTrack\" VALUES (1, " + key + ")");
    }

    private Edit playlistEntry() throws SQLException {
        long playlist = any("Playlist");
        return random.nextBoolean()
                ? Edit.of("INSERT INTO \"PlaylistTrack\" VALUES (" + playlist + ", "
                        + any(
                                "Track",
                                "\"TrackId\" NOT IN (SELECT \"TrackId\" FROM \"PlaylistTrack\" WHERE \"PlaylistId\" = "
                                        + playlist + ")")
                        + ")")
                : Edit.of("DELETE FROM \"PlaylistTrack\" WHERE (\"PlaylistId\", \"TrackId\") = (SELECT \"PlaylistId\","
                        + " \"TrackId\" FROM \"PlaylistTrack\" ORDER BY random() LIMIT 1)");
    }

    private Edit sale() throws SQLException {
        long key = number("SELECT max(\"InvoiceId\") + 1 FROM \"Invoice\"");
        return Edit.of(
                "INSERT INTO \"Invoice\" (\"InvoiceId\", \"CustomerId\", \"InvoiceDate\", \"Total\") VALUES (" + key
                        + ", " + any("Customer") + ", current_date, 1.98)",
                "INSERT INTO \"InvoiceLine\" SELECT max(\"InvoiceLineId\") + 1, " + key + ", " + any("Track")
                        + ", 0.99, 2 FROM \"InvoiceLine\"");
    }

    private Edit moveAlbum() throws SQLException {
        long artist = any("Artist");
        return Edit.of("UPDATE \"Album\" SET \"ArtistId\" = " + artist + " WHERE \"AlbumId\" = "
                + any("Album", "\"ArtistId\" <> " + artist));
    }

    private Edit moveHouse() throws SQLException {
        String city = "'" + VENUES.get(random.nextInt(VENUES.size())) + "'";
        return Edit.of("UPDATE \"Customer\" SET \"City\" = " + city + " WHERE \"CustomerId\" = "
                + any("Customer", "\"City\" IS DISTINCT FROM " + city));
    }

    private long any(String table) throws SQLException {
        return any(table, "true");
    }

    private long any(String table, String where) throws SQLException {
        return number(
                "SELECT \"" + table + "Id\" FROM \"" + table + "\" WHERE " + where + " ORDER BY random() LIMIT 1");
    }

    private long number(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            if (!row.next()) {
                throw new DemoFailure("Chinook has nothing for: " + sql);
            }
            return row.getLong(1);
        }
    }
}
