package tidemark.catalog;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.Optional;
import org.postgresql.util.PSQLException;
import org.postgresql.util.PSQLWarning;
import org.postgresql.util.ServerErrorMessage;
import tidemark.change.TableName;
import tidemark.lifecycle.PostgresFailure;

/**
 * Lets the server analyse the condition and judges the tree that it made, so that operators, casts and overloaded functions
 * are seen as what they are. The server hands the tree out as a message when {@code debug_print_parse} is on, which every
 * role may set, also in recovery; nothing is executed, created or stored. The server's log may show the tree as well.
 */
public final class PostgresFilterReader implements FilterReader {

    /** Stands for the row; whoever qualifies a column by the table's own name is told that it is unknown. */
    private static final String ALIAS = "tidemark_row";

    private final Connection connection;

    /** Reads through this connection, which stays the caller's. */
    public PostgresFilterReader(Connection connection) {
        this.connection = connection;
    }

    @Override
    public FilterReading read(TableName table, String sql) {
        Optional<FilterReading.Refused> objection = SqlText.objection(sql);
        if (objection.isPresent()) {
            return objection.get();
        }
        return Scratch.read(connection, "the filter on " + table, c -> analyse(c, table, sql));
    }

    private static FilterReading analyse(Connection connection, TableName table, String condition) throws SQLException {
        String query = "SELECT 1 FROM " + table.sql() + " AS " + ALIAS + " WHERE (" + condition + "\n) LIMIT 0";
        Optional<String> tree;
        try {
            tree = parseTree(connection, query);
        } catch (PSQLException e) {
            if (PostgresFailure.passes(e.getSQLState())) {
                throw e;
            }
            return refused(e);
        }
        if (tree.isEmpty()) {
            return new FilterReading.Refused(
                    "the server did not say how it reads the filter",
                    "debug_print_parse must work on the connection; a proxy between may be swallowing messages.");
        }
        ParseTree quals = ParseTree.read(tree.get())
                .child("jointree")
                .flatMap(from -> from.child("quals"))
                .orElseThrow(() -> new IllegalStateException("a parse tree without a condition for " + condition));
        return new FilterJudge(connection, table, query).judge(quals);
    }

    private static Optional<String> parseTree(Connection connection, String query) throws SQLException {
        String[] settings = {"debug_pretty_print = off", "client_min_messages = log", "debug_print_parse = on"};
        for (String setting : settings) {
            Scratch.execute(connection, "SET LOCAL " + setting);
        }
        Optional<String> tree = Optional.empty();
        try (Statement statement = connection.createStatement()) {
            try (ResultSet rows = statement.executeQuery(query)) {
                rows.next();
            }
            for (SQLWarning w = statement.getWarnings(); w != null && tree.isEmpty(); w = w.getNextWarning()) {
                ServerErrorMessage message = w instanceof PSQLWarning said ? said.getServerErrorMessage() : null;
                String detail = message == null ? null : message.getDetail();
                tree = Optional.ofNullable(detail).filter(text -> text.startsWith("{QUERY"));
            }
        }
        Scratch.execute(connection, "SET LOCAL debug_print_parse = off");
        return tree;
    }

    private static FilterReading.Refused refused(PSQLException e) {
        ServerErrorMessage said = e.getServerErrorMessage();
        if (said == null) {
            return new FilterReading.Refused(String.valueOf(e.getMessage()), "");
        }
        String hint = said.getHint() == null ? "" : said.getHint();
        if ("42P01".equals(said.getSQLState()) || "42703".equals(said.getSQLState())) {
            hint = "Name the row's own columns, without the table: those with capitals in double quotes. " + hint;
        }
        return new FilterReading.Refused(String.valueOf(said.getMessage()), hint.strip());
    }
}
