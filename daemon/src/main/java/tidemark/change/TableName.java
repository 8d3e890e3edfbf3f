package tidemark.change;

/**
 * The name of a table as the database has it: schema and name, unquoted, case kept.
 *
 * @param schema the schema, for instance {@code public}
 * @param name the table
 */
public record TableName(String schema, String name) implements Comparable<TableName> {

    /** Quoted for SQL: {@code "public"."Track"}. */
    public String sql() {
        return quote(schema) + "." + quote(name);
    }

    /** An identifier quoted for SQL, embedded quotes doubled. */
    public static String quote(String identifier) {
        return '"' + identifier.replace("\"", "\"\"") + '"';
    }

    @Override
    public int compareTo(TableName other) {
        int bySchema = schema.compareTo(other.schema);
        return bySchema != 0 ? bySchema : name.compareTo(other.name);
    }

    /** As people write it: the bare name in schema {@code public}, {@code schema.name} elsewhere. */
    @Override
    public String toString() {
        return schema.equals("public") ? name : schema + "." + name;
    }
}
