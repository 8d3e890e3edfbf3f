package tidemark.catalog;

/**
 * The questions that the catalog is asked. Every one is answered to a plain role, on PostgreSQL 13 and newer, and in
 * recovery. See 'System Catalogs' in the PostgreSQL manual.
 */
final class CatalogQueries {

    private CatalogQueries() {}

    static final String DATABASE = """
            SELECT d.datname, d.oid::bigint, current_setting('server_version_num')::int, pg_is_in_recovery(),
                   current_user::text, current_schemas(false)::text[],
                   has_function_privilege('pg_catalog.pg_control_system()', 'EXECUTE')
            FROM pg_catalog.pg_database d WHERE d.datname = current_database()
            """;

    static final String SYSTEM_IDENTIFIER = "SELECT system_identifier::text FROM pg_catalog.pg_control_system()";

    private static final String USER_SCHEMAS = """
            n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
            AND n.nspname NOT LIKE 'pg\\_toast\\_temp\\_%'
            """;

    static final String TABLES = """
            SELECT c.oid::bigint AS oid, n.nspname, c.relname, c.relkind::text, c.relpersistence::text, c.relispartition,
                   coalesce(has_schema_privilege(n.oid, 'USAGE'), false) AS usage,
                   row_security_active(c.oid) AND NOT (
                     EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND p.polcmd IN ('r', '*') AND p.polpermissive
                             AND pg_get_expr(p.polqual, p.polrelid) = 'true' AND EXISTS (
                               SELECT FROM unnest(p.polroles) r WHERE r = 0 OR pg_has_role(r, 'USAGE')))
                     AND NOT EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND p.polcmd IN ('r', '*')
                                     AND NOT p.polpermissive)) AS row_security
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND
            """ + USER_SCHEMAS + "ORDER BY n.nspname, c.relname";

    /** The statistics of ANALYZE; where there are none, those of the running server. */
    static final String SIZES = """
            SELECT n.nspname, c.relname, CASE WHEN c.relkind = 'p' THEN
                     coalesce((SELECT sum(CASE WHEN l.reltuples > 0 THEN l.reltuples ELSE pg_stat_get_live_tuples(l.oid) END)
                      FROM pg_partition_tree(c.oid) t JOIN pg_class l ON l.oid = t.relid WHERE t.isleaf), 0)
                   WHEN c.reltuples > 0 THEN c.reltuples ELSE pg_stat_get_live_tuples(c.oid) END::bigint AS rows
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind IN ('r', 'p') AND
            """ + USER_SCHEMAS;

    static final String INHERITANCE = """
            SELECT i.inhrelid::bigint AS child, i.inhparent::bigint AS parent FROM pg_inherits i
            JOIN pg_class c ON c.oid = i.inhrelid WHERE c.relkind IN ('r', 'p', 'f') ORDER BY i.inhrelid, i.inhseqno
            """;

    /**
     * Domains are followed to their base type, the innermost type modifier of which counts; whether values that are equal
     * have equal text needs the type and the collation.
     */
    static final String COLUMNS = """
            WITH RECURSIVE resolved(type, base, typmod, not_null) AS (
              SELECT oid, oid, -1, false FROM pg_type WHERE typtype <> 'd'
              UNION ALL
              SELECT d.oid, r.base, CASE WHEN d.typtypmod <> -1 THEN d.typtypmod ELSE r.typmod END, d.typnotnull OR r.not_null
              FROM pg_type d JOIN resolved r ON d.typbasetype = r.type WHERE d.typtype = 'd'
            )
            SELECT a.attrelid::bigint AS oid, a.attname, a.attnotnull OR r.not_null AS not_null,
                   coalesce(has_column_privilege(c.oid, a.attnum, 'SELECT'), false) AS readable,
                   coalesce(l.collisdeterministic, true) AS deterministic,
                   format_type(r.base, CASE WHEN a.atttypmod <> -1 THEN a.atttypmod ELSE r.typmod END) AS sql,
                   b.typname, b.typtype::text, b.typcategory::text, b.typlen = -1 AND b.typelem <> 0 AS has_element,
                   format_type(er.base, CASE WHEN a.atttypmod <> -1 THEN a.atttypmod ELSE er.typmod END) AS element_sql,
                   e.typname AS element_typname, e.typtype::text AS element_typtype,
                   e.typcategory::text AS element_typcategory
            FROM pg_attribute a
            JOIN pg_class c ON c.oid = a.attrelid
            JOIN pg_namespace n ON n.oid = c.relnamespace
            JOIN resolved r ON r.type = a.atttypid
            JOIN pg_type b ON b.oid = r.base
            LEFT JOIN pg_collation l ON l.oid = a.attcollation
            LEFT JOIN resolved er ON er.type = b.typelem AND b.typcategory = 'A'
            LEFT JOIN pg_type e ON e.oid = er.base
            WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND
            """ + USER_SCHEMAS + "ORDER BY a.attrelid, a.attnum";

    /** Not those that are partial, over expressions, invalid, or (from 18) temporal, whose last column is no equality. */
    static final String KEYS = """
            SELECT i.indrelid::bigint AS oid, x.relname, i.indisprimary,
                   ARRAY(SELECT a.attname::text FROM unnest(i.indkey::int2[]) WITH ORDINALITY k(num, at)
                         JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.num
                         WHERE k.at <= i.indnkeyatts ORDER BY k.at) AS columns
            FROM pg_index i
            JOIN pg_class c ON c.oid = i.indrelid
            JOIN pg_namespace n ON n.oid = c.relnamespace
            JOIN pg_class x ON x.oid = i.indexrelid
            WHERE i.indisunique AND i.indisvalid AND i.indpred IS NULL AND i.indexprs IS NULL
              AND c.relkind IN ('r', 'p') AND
            """ + USER_SCHEMAS;

    /** Not those that partitions inherit, nor (from 18) temporal ones. */
    static final String FOREIGN_KEYS = """
            SELECT k.conname, k.conrelid::bigint AS oid, k.confrelid::bigint AS target,
                   ARRAY(SELECT a.attname::text FROM unnest(k.conkey) WITH ORDINALITY u(num, at)
                         JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = u.num ORDER BY u.at) AS columns,
                   ARRAY(SELECT a.attname::text FROM unnest(k.confkey) WITH ORDINALITY u(num, at)
                         JOIN pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = u.num ORDER BY u.at) AS targets
            FROM pg_constraint k
            WHERE k.contype = 'f' AND k.conparentid = 0 AND coalesce((to_jsonb(k) ->> 'conperiod')::boolean, false) = false
            ORDER BY k.conrelid, k.conname
            """;
}
