package tidemark.catalog;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.Set;
import tidemark.plan.ColumnType;
import tidemark.plan.ColumnType.Kind;

/** From {@code pg_type} to {@link ColumnType}. */
final class ColumnTypes {

    private static final Map<String, Kind> BY_NAME = Map.ofEntries(
            Map.entry("bool", Kind.BOOLEAN),
            Map.entry("int2", Kind.INTEGER),
            Map.entry("int4", Kind.INTEGER),
            Map.entry("oid", Kind.INTEGER),
            Map.entry("int8", Kind.BIGINT),
            Map.entry("float4", Kind.REAL),
            Map.entry("float8", Kind.DOUBLE),
            Map.entry("numeric", Kind.NUMERIC),
            Map.entry("text", Kind.TEXT),
            Map.entry("varchar", Kind.TEXT),
            Map.entry("bpchar", Kind.TEXT),
            Map.entry("char", Kind.TEXT),
            Map.entry("name", Kind.TEXT),
            Map.entry("citext", Kind.TEXT),
            Map.entry("uuid", Kind.UUID),
            Map.entry("date", Kind.DATE),
            Map.entry("timestamp", Kind.TIMESTAMP),
            Map.entry("timestamptz", Kind.TIMESTAMPTZ),
            Map.entry("time", Kind.TIME),
            Map.entry("timetz", Kind.TIME),
            Map.entry("json", Kind.JSON),
            Map.entry("jsonb", Kind.JSON),
            Map.entry("bytea", Kind.BINARY));

    private static final Set<Kind> EXACT = Set.of(
            Kind.BOOLEAN,
            Kind.INTEGER,
            Kind.BIGINT,
            Kind.TEXT,
            Kind.UUID,
            Kind.ENUM,
            Kind.DATE,
            Kind.TIMESTAMP,
            Kind.TIMESTAMPTZ,
            Kind.TIME,
            Kind.BINARY);

    private static final Set<String> EXACT_OTHERS =
            Set.of("inet", "cidr", "macaddr", "macaddr8", "ltree", "bit", "varbit", "money", "xid8");

    private ColumnTypes() {}

    /** The type in a row of {@link CatalogQueries#COLUMNS}. */
    static ColumnType read(ResultSet row) throws SQLException {
        String sql = row.getString("sql");
        if (row.getBoolean("has_element") && row.getString("typcategory").equals("A")) {
            ColumnType element = ColumnType.of(
                    row.getString("element_sql"),
                    kind(
                            row.getString("element_typname"),
                            row.getString("element_typtype"),
                            row.getString("element_typcategory")));
            return new ColumnType(sql, Kind.ARRAY, element);
        }
        return ColumnType.of(
                sql, kind(row.getString("typname"), row.getString("typtype"), row.getString("typcategory")));
    }

    /** Whether equal values of this type always have equal text. */
    static boolean exact(String typname, ColumnType type, boolean deterministicCollation) {
        if (!deterministicCollation || typname.equals("citext") || typname.equals("timetz")) {
            return false;
        }
        if (type.kind() == Kind.NUMERIC) {
            return type.sql().contains(",");
        }
        return EXACT.contains(type.kind()) || (type.kind() == Kind.OTHER && EXACT_OTHERS.contains(typname));
    }

    private static Kind kind(String typname, String typtype, String category) {
        return switch (typtype) {
            case "e" -> Kind.ENUM;
            case "c" -> Kind.COMPOSITE;
            default -> category.equals("A") ? Kind.ARRAY : BY_NAME.getOrDefault(typname, Kind.OTHER);
        };
    }
}
