package tidemark.sandbox.chinook;

import java.sql.SQLException;
import java.util.List;

/** Rows whose primary key changes, and rows that are removed and made again under the same key. */
final class KeyEdits {
    /** A table and those that refer to it, by the column that has its key's name. */
    private record Family(String table, List<String> children) {
        /** One statement for all: Chinook's foreign keys are checked when a statement ends, and cascade nothing. */
        String sql() {
            String key = '"' + table + "Id\"";
            StringBuilder sql = new StringBuilder();
            for (String child : children) {
                sql.append(sql.length() == 0 ? "WITH " : ", ");
                sql.append("of_" + child + " AS (UPDATE \"" + child + "\" SET " + key + " = ? WHERE " + key + " = ?)");
            }
            return sql.append(" UPDATE \"" + table + "\" SET " + key + " = ? WHERE " + key + " = ?")
                    .toString();
        }

        void rename(EditSession session, int from, int to) throws SQLException {
            Integer[] values = new Integer[2 * (children.size() + 1)];
            for (int i = 0; i < values.length; i++) {
                values[i] = i % 2 == 0 ? to : from;
            }
            session.execute(sql(), (Object[]) values);
        }
    }

    private static final List<Family> FAMILIES = List.of(
            new Family("Artist", List.of("Album")),
            new Family("Album", List.of("Track")),
            new Family("Track", List.of("InvoiceLine", "PlaylistTrack")),
            new Family("Track", List.of("InvoiceLine", "PlaylistTrack")),
            new Family("Invoice", List.of("InvoiceLine")),
            new Family("Customer", List.of("Invoice")),
            new Family("Playlist", List.of("PlaylistTrack")),
            new Family("Genre", List.of("Track")),
            new Family("InvoiceLine", List.of()));

    private static final Family LINES = new Family("InvoiceLine", List.of());

    private KeyEdits() {}

    static void change(EditSession session) throws SQLException {
        if (session.onceIn(6)) {
            swapLines(session);
            return;
        }
        Family family = FAMILIES.get(session.random().nextInt(FAMILIES.size()));
        int from = session.pick(family.table());
        family.rename(session, from, session.newKey(family.table()));
        session.free(family.table(), from);
    }

    static void deleteAndInsert(EditSession session) throws SQLException {
        int line = session.pick("InvoiceLine");
        session.execute("DELETE FROM \"InvoiceLine\" WHERE \"InvoiceLineId\" = ?", line);
        RowEdits.line(session, line, session.pick("Invoice"));
    }

    private static void swapLines(EditSession session) throws SQLException {
        int one = session.pick("InvoiceLine");
        int other = session.pick("InvoiceLine");
        int aside = session.newKey("InvoiceLine");
        LINES.rename(session, one, aside);
        LINES.rename(session, other, one);
        LINES.rename(session, aside, other);
    }
}
