package tidemark.bench;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A kind of change that touches one row: what is updated, who shows it, how a search finds it. */
enum RowUpdate {
    ORDER(
            "an order: the document's own row",
            "UPDATE orders SET o_comment = ? WHERE o_orderkey = ?",
            "SELECT o_orderkey, 1 FROM orders",
            "o_comment"),
    LINE(
            "a line: embedded in one document",
            "UPDATE lineitem SET l_comment = ? WHERE l_linenumber = 1 AND l_orderkey = ?",
            "SELECT l_orderkey, 1 FROM lineitem WHERE l_linenumber = 1",
            "lines.l_comment"),
    CUSTOMER(
            "a customer: embedded in each of its orders",
            "UPDATE customer SET c_comment = ? WHERE c_custkey = ?",
            "SELECT o_custkey, count(*) FROM orders GROUP BY 1",
            "customer.c_comment"),
    NATION(
            "a nation's name: embedded in the orders of its customers",
            "UPDATE nation SET n_name = ? WHERE n_nationkey = ?",
            "SELECT c_nationkey, count(*) FROM orders JOIN customer ON c_custkey = o_custkey GROUP BY 1",
            "customer.nation.n_name");

    /**
     * A row to update.
     *
     * @param documents how many show it
     */
    record Row(long key, long documents) {}

    private final String words;
    private final String update;
    private final String rows;
    private final String field;

    RowUpdate(String words, String update, String rows, String field) {
        this.words = words;
        this.update = update;
        this.rows = rows;
        this.field = field;
    }

    String words() {
        return words;
    }

    /** What its figures' names begin with. */
    String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The field of the document that a search looks in. */
    String field() {
        return field;
    }

    /** Rows from all over the table, in an order of chance that is the same each time; fewer where there are no more. */
    List<Row> pick(Connection connection, int count) throws SQLException {
        String sql = "SELECT * FROM (" + rows + ") AS rows (key, documents) ORDER BY md5(key::text) LIMIT " + count;
        List<Row> picked = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                picked.add(new Row(row.getLong(1), row.getLong(2)));
            }
        }
        return picked;
    }

    /** Changes the row in the transaction that is open. */
    void apply(Connection connection, Row row, String word) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(update)) {
            statement.setString(1, word);
            statement.setLong(2, row.key());
            int updated = statement.executeUpdate();
            if (updated != 1) {
                throw new BenchFailure(updated + " rows were updated instead of one by: " + update);
            }
        }
    }
}
