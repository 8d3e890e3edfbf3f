package tidemark.sandbox.chinook;

import java.sql.SQLException;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Statements that change many rows, or that insert here and update there: COPY, ON CONFLICT, MERGE. */
final class StatementEdits {
    private StatementEdits() {}

    static void manyRows(EditSession session) throws SQLException {
        int from = session.pick("Track");
        switch (session.random().nextInt(5)) {
            case 0 ->
                session.execute(
                        "UPDATE \"Track\" SET \"Milliseconds\" = \"Milliseconds\" / 2 WHERE \"TrackId\" BETWEEN ? AND ?",
                        from,
                        from + 100);
            case 1 ->
                session.execute(
                        "UPDATE \"Track\" SET \"AlbumId\" = ? WHERE \"TrackId\" BETWEEN ? AND ?",
                        session.pick("Album"),
                        from,
                        from + 20);
            case 2 ->
                session.execute(
                        "DELETE FROM \"PlaylistTrack\" WHERE \"TrackId\" BETWEEN ? AND ? AND \"PlaylistId\" = ?",
                        from,
                        from + 30,
                        session.pick("Playlist"));
            case 3 ->
                session.execute(
                        "INSERT INTO \"PlaylistTrack\" SELECT ?, \"TrackId\" FROM \"Track\""
                                + " WHERE \"TrackId\" BETWEEN ? AND ? ON CONFLICT DO NOTHING",
                        session.pick("Playlist"),
                        from,
                        from + 30);
            default ->
                session.execute(
                        "UPDATE \"InvoiceLine\" SET \"Quantity\" = ? WHERE \"InvoiceId\" = ?",
                        RandomValues.whole(session.random()),
                        session.pick("Invoice"));
        }
    }

    static void copy(EditSession session) throws SQLException {
        Random random = session.random();
        int album = session.pick("Album");
        int mediaType = session.pick("MediaType");
        StringBuilder rows = new StringBuilder();
        for (int i = 1 + random.nextInt(15); i > 0; i--) {
            value(rows, session.newKey("Track")).append('\t');
            value(rows, RandomValues.text(random, 200)).append('\t');
            value(rows, session.onceIn(5) ? null : album).append('\t');
            value(rows, mediaType).append('\t');
            value(rows, null).append('\t');
            value(rows, RandomValues.textOrNull(random, 220)).append('\t');
            value(rows, RandomValues.whole(random)).append('\t');
            value(rows, RandomValues.wholeOrNull(random)).append('\t');
            value(rows, RandomValues.price(random)).append('\n');
        }
        session.copy("\"Track\"", rows.toString());
    }

    private static StringBuilder value(StringBuilder rows, @Nullable Object value) {
        if (value == null) {
            return rows.append(CopyText.NULL);
        }
        CopyText.append(rows, value.toString());
        return rows;
    }

    static void onConflict(EditSession session) throws SQLException {
        Random random = session.random();
        if (session.onceIn(2)) {
            session.execute(
                    "INSERT INTO \"Album\" VALUES (?, ?, ?), (?, ?, ?)"
                            + " ON CONFLICT (\"AlbumId\") DO UPDATE SET \"Title\" = EXCLUDED.\"Title\"",
                    session.pick("Album"),
                    RandomValues.text(random, 160),
                    session.pick("Artist"),
                    session.newKey("Album"),
                    RandomValues.text(random, 160),
                    session.pick("Artist"));
        } else {
            session.execute(
                    "INSERT INTO \"Genre\" VALUES (?, ?)"
                            + " ON CONFLICT (\"GenreId\") DO UPDATE SET \"Name\" = EXCLUDED.\"Name\"",
                    session.onceIn(8) ? session.newKey("Genre") : session.pick("Genre"),
                    RandomValues.text(random, 120));
        }
    }

    /** Inserts, updates and deletes in one statement; on a server that has no MERGE, an upsert. */
    static void merge(EditSession session) throws SQLException {
        if (!session.knowsMerge()) {
            onConflict(session);
            return;
        }
        int one = session.pick("InvoiceLine");
        session.execute(
                "MERGE INTO \"InvoiceLine\" l"
                        // The key after the picked one may be the new one, and MERGE meets a row only once.
                        + " USING (SELECT DISTINCT k FROM (VALUES (?::int), (?::int), (?::int)) AS keys (k)) AS v (id)"
                        + " ON l.\"InvoiceLineId\" = v.id"
                        + " WHEN MATCHED AND l.\"Quantity\" > 1 THEN DELETE"
                        + " WHEN MATCHED THEN UPDATE SET \"Quantity\" = 2, \"InvoiceId\" = ?"
                        + " WHEN NOT MATCHED THEN INSERT VALUES (v.id, ?, ?, ?, 1)",
                one,
                one + 1,
                session.newKey("InvoiceLine"),
                session.pick("Invoice"),
                session.pick("Invoice"),
                session.pick("Track"),
                RandomValues.price(session.random()));
    }
}
