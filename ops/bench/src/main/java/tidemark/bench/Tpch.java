package tidemark.bench;

import io.trino.tpch.TpchEntity;
import io.trino.tpch.TpchTable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** The TPC-H tables, generated: the same rows for the same scale factor, everywhere. */
final class Tpch {
    private static final int BUFFER = 1 << 16;

    private static final List<TpchTable<?>> TABLES = List.of(
            TpchTable.REGION,
            TpchTable.NATION,
            TpchTable.PART,
            TpchTable.SUPPLIER,
            TpchTable.PART_SUPPLIER,
            TpchTable.CUSTOMER,
            TpchTable.ORDERS,
            TpchTable.LINE_ITEM);

    private final double scale;

    Tpch(double scale) {
        this.scale = scale;
    }

    /** Makes the tables in an empty database, fills them by COPY, then adds keys and indexes. */
    void load(Connection connection) throws SQLException, IOException {
        run(connection, "tables.sql");
        for (TpchTable<?> table : TABLES) {
            copy(connection, table);
        }
        run(connection, "constraints.sql");
    }

    private void copy(Connection connection, TpchTable<? extends TpchEntity> table) throws SQLException {
        CopyIn copy = connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyIn("COPY " + table.getTableName() + " FROM STDIN (FORMAT text, DELIMITER '|')");
        try {
            ByteArrayOutputStream lines = new ByteArrayOutputStream(BUFFER + (BUFFER >> 2));
            for (TpchEntity row : table.createGenerator(scale, 1, 1)) {
                String line = row.toLine(); // ends with a delimiter, which COPY takes for one more column
                lines.writeBytes(line.substring(0, line.length() - 1).getBytes(StandardCharsets.US_ASCII));
                lines.write('\n');
                if (lines.size() >= BUFFER) {
                    copy.writeToCopy(lines.toByteArray(), 0, lines.size());
                    lines.reset();
                }
            }
            copy.writeToCopy(lines.toByteArray(), 0, lines.size());
            copy.endCopy();
        } finally {
            if (copy.isActive()) {
                copy.cancelCopy();
            }
        }
    }

    /** Each statement for itself: VACUUM takes no company. */
    private static void run(Connection connection, String script) throws SQLException, IOException {
        try (InputStream in = Tpch.class.getResourceAsStream(script);
                Statement statement = connection.createStatement()) {
            if (in == null) {
                throw new IllegalStateException(script + " is missing beside " + Tpch.class);
            }
            for (String sql : new String(in.readAllBytes(), StandardCharsets.UTF_8).split(";\n", -1)) {
                if (!sql.isBlank()) {
                    statement.execute(sql);
                }
            }
        }
    }
}
