package tidemark.catalog;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import tidemark.change.TableName;

/**
 * Judges the analysed tree of a row filter: known kinds of nodes only, immutable functions only, and no literal that is read
 * differently at another time or in another session.
 */
final class FilterJudge {

    /** Kinds of nodes that compute from their arguments alone, under their names before and since version 16. */
    private static final Set<String> PURE = Set.of(
            "BOOLEXPR",
            "OPEXPR",
            "FUNCEXPR",
            "DISTINCTEXPR",
            "NULLIFEXPR",
            "SCALARARRAYOPEXPR",
            "NULLTEST",
            "BOOLEANTEST",
            "RELABELTYPE",
            "COLLATE",
            "COLLATEEXPR",
            "CASE",
            "CASEEXPR",
            "WHEN",
            "CASEWHEN",
            "CASETESTEXPR",
            "COALESCE",
            "COALESCEEXPR",
            "MINMAX",
            "MINMAXEXPR",
            "ARRAY",
            "ARRAYEXPR",
            "ARRAYCOERCEEXPR",
            "SUBSCRIPTINGREF",
            "ROW",
            "ROWEXPR",
            "FIELDSELECT",
            "NAMEDARGEXPR");

    private static final Set<String> FUNCTIONS = Set.of("funcid", "opfuncid");

    /** The fields that tell the type of a node's value. */
    private static final Set<String> TYPES = Set.of(
            "vartype",
            "consttype",
            "funcresulttype",
            "opresulttype",
            "resulttype",
            "casetype",
            "coalescetype",
            "minmaxtype",
            "array_typeid",
            "refrestype",
            "typeId");

    /** Literals whose reading depends on the session or the clock, unless written like this. */
    private static final Map<String, Pattern> PLAIN_LITERALS = Map.of(
            "date", Pattern.compile("\\d{4}-\\d\\d-\\d\\d"),
            "timestamp", Pattern.compile("\\d{4}-\\d\\d-\\d\\d([ T]\\d\\d:\\d\\d(:\\d\\d(\\.\\d+)?)?)?"),
            "timestamptz",
                    Pattern.compile(
                            "\\d{4}-\\d\\d-\\d\\d[ T]\\d\\d:\\d\\d(:\\d\\d(\\.\\d+)?)? ?(Z|UTC|[+-]\\d\\d(:?\\d\\d)?)"),
            "time", Pattern.compile("\\d\\d:\\d\\d(:\\d\\d(\\.\\d+)?)?"),
            "timetz", Pattern.compile("\\d\\d:\\d\\d(:\\d\\d(\\.\\d+)?)?(Z|[+-]\\d\\d(:?\\d\\d)?)"),
            "interval", Pattern.compile("\\d+ [a-z]+( \\d+ [a-z]+)*"));

    private static final Map<String, String> EXAMPLES = Map.of(
            "date", "date '2026-01-31'",
            "timestamp", "timestamp '2026-01-31 23:59:59'",
            "timestamptz", "timestamptz '2026-01-31 23:59:59+00'",
            "time", "time '23:59:59'",
            "timetz", "timetz '23:59:59+00'");

    private static final String ALWAYS_THE_SAME =
            "A filter must always say the same of the same row: nobody tells the daemon when time or the session changes."
                    + " Compare with a constant, or keep the answer in a column.";

    private final Connection connection;
    private final TableName table;
    private final String query;

    /**
     * A judge of one filter.
     *
     * @param query the statement that was analysed, in which literals are looked up by position
     */
    FilterJudge(Connection connection, TableName table, String query) {
        this.connection = connection;
        this.table = table;
        this.query = query;
    }

    FilterReading judge(ParseTree condition) throws SQLException {
        if (condition.nodes().anyMatch(node -> node.name().equals("SUBLINK"))) {
            return new FilterReading.Refused(
                    "it has a subquery; only the row's own columns may be read",
                    "Keep the answer in a column, or embed the other table.");
        }
        Map<Integer, String> names = columnNames();
        SortedSet<String> columns = new TreeSet<>();
        for (ParseTree node : condition.nodes().toList()) {
            Optional<String> reason = reason(node);
            if (reason.isPresent()) {
                return new FilterReading.Refused(reason.get(), ALWAYS_THE_SAME);
            }
            if (node.name().equals("VAR")) {
                String column = names.get(node.number("varattno").orElse(0L).intValue());
                if (column == null) {
                    return new FilterReading.Refused(
                            "it reads the whole row or a system column", "Name the columns that it needs.");
                }
                columns.add(column);
            }
        }
        return columns.isEmpty()
                ? new FilterReading.Refused("it reads no column of " + table, "Leave it out, or name a column.")
                : new FilterReading.Usable(columns);
    }

    private Optional<String> reason(ParseTree node) throws SQLException {
        return switch (node.name()) {
            case "VAR" -> Optional.empty();
            case "CONST" -> literal(node);
            case "COERCEVIAIO" -> cast(node);
            case "SQLVALUEFUNCTION" ->
                Optional.of(
                        "it asks for the clock or the session (CURRENT_DATE, CURRENT_TIMESTAMP, CURRENT_USER and so on)");
            default ->
                PURE.contains(node.name())
                        ? function(node)
                        : Optional.of("it uses a construct that is not known to be immutable (" + node.name() + ")");
        };
    }

    private Optional<String> function(ParseTree node) throws SQLException {
        for (String field : FUNCTIONS) {
            Optional<Long> oid = node.number(field).filter(id -> id != 0);
            if (oid.isEmpty()) {
                continue;
            }
            Facts facts = facts(
                    "SELECT oid::regprocedure::text, provolatile::text, '' FROM pg_proc WHERE oid = ?", oid.get());
            if (!facts.detail().equals("i")) {
                String how = facts.detail().equals("s") ? "stable" : "volatile";
                return Optional.of("it uses " + facts.name() + ", which is " + how + ", not immutable:"
                        + " its result depends on the clock, the session or other rows");
            }
        }
        return Optional.empty();
    }

    private Optional<String> literal(ParseTree node) throws SQLException {
        long type = node.number("consttype").orElse(0L);
        if (node.word("constisnull").orElse("").equals("true")) {
            return Optional.empty();
        }
        Facts facts = input(type);
        if (facts.detail().equals("i") || facts.kind().equals("e")) {
            return Optional.empty();
        }
        Pattern plain = PLAIN_LITERALS.get(facts.name());
        Optional<String> written =
                SqlText.literalAt(query, node.number("location").orElse(-1L).intValue());
        if (plain != null
                && written.filter(text -> plain.matcher(text).matches()).isPresent()) {
            return Optional.empty();
        }
        return Optional.of("how a " + facts.name() + " literal is read depends on the session or the clock"
                + (plain == null
                        ? ""
                        : " unless it is written in full: " + EXAMPLES.getOrDefault(facts.name(), "interval '1 day'")));
    }

    /** A cast through text: the output function of the one type, the input function of the other. */
    private Optional<String> cast(ParseTree node) throws SQLException {
        long to = node.number("resulttype").orElse(0L);
        long from = node.child("arg").flatMap(FilterJudge::type).orElse(0L);
        Facts output = facts(
                "SELECT t.typname, p.provolatile::text, t.typtype::text FROM pg_type t JOIN pg_proc p ON p.oid = t.typoutput"
                        + " WHERE t.oid = ?",
                from);
        Facts input = input(to);
        // An enum's label is its text for good; the functions are only stable because labels can be renamed.
        boolean pure = (output.detail().equals("i") || output.kind().equals("e"))
                && input.detail().equals("i");
        return pure
                ? Optional.empty()
                : Optional.of("the cast from " + output.name() + " to " + input.name()
                        + " is not immutable: its result depends on the clock or the session");
    }

    private static Optional<Long> type(ParseTree node) {
        return TYPES.stream().flatMap(field -> node.number(field).stream()).findFirst();
    }

    /** How literals of a type are read; of an array, how its elements are. */
    private Facts input(long type) throws SQLException {
        return facts(
                "SELECT e.typname, p.provolatile::text, e.typtype::text FROM pg_type t"
                        + " JOIN pg_type e ON e.oid = CASE WHEN t.typcategory = 'A' AND t.typelem <> 0 THEN t.typelem ELSE t.oid END"
                        + " JOIN pg_proc p ON p.oid = e.typinput WHERE t.oid = ?",
                type);
    }

    private record Facts(String name, String detail, String kind) {}

    private Facts facts(String sql, long oid) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, oid);
            try (ResultSet row = statement.executeQuery()) {
                return row.next()
                        ? new Facts(row.getString(1), row.getString(2), row.getString(3))
                        : new Facts("an unknown type", "v", "");
            }
        }
    }

    private Map<Integer, String> columnNames() throws SQLException {
        Map<Integer, String> names = new LinkedHashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT attnum, attname FROM pg_attribute WHERE attrelid = ?::regclass AND attnum > 0 AND NOT attisdropped")) {
            statement.setString(1, table.sql());
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    names.put(row.getInt(1), row.getString(2));
                }
            }
        }
        return names;
    }
}
