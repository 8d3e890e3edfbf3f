package tidemark.capture;

import tidemark.change.PrimaryWatermark;
import tidemark.change.Watermark;

/**
 * The queries over the log's index {@code (xid, tid)}.
 *
 * <p>What an open transaction wrote is in the index and invisible; to look at each such entry, forty times a second, would
 * make a long transaction dear. So the probe asks the server's snapshot for the transactions in progress, and looks only
 * into the gaps between their ids, up to the snapshot's own end. {@code ORDER BY … LIMIT 1} keeps the planner on the index
 * when it knows nothing about the table.
 */
final class LogQueries {

    private final ChangeTable table;
    private final String id;
    private final String primaryProbe;
    private final String standbyProbe;
    private final String after;

    /** Over the rows made after this one. */
    LogQueries(ChangeTable table, long restoredThrough) {
        this.table = table;
        this.after = table.after(restoredThrough);
        this.id = table.ids().sql();
        this.primaryProbe = primaryProbe();
        this.standbyProbe = standbyProbe();
    }

    /**
     * Parameters: lowest uncovered id less one; transactions in progress, or seen. Columns: whether there is anything, the
     * snapshot that the statement saw, whether the server is in recovery.
     */
    String probe(Watermark watermark) {
        return watermark instanceof PrimaryWatermark ? primaryProbe : standbyProbe;
    }

    private String primaryProbe() {
        ChangeTable.Ids ids = table.ids();
        return """
               WITH now AS MATERIALIZED (SELECT pg_current_snapshot() AS s, ?::%3$s AS floor),
                    gap AS (
                   SELECT edge AS above, lead(edge, 1, %4$s) OVER (ORDER BY edge) AS below
                   FROM now CROSS JOIN LATERAL (
                       SELECT floor AS edge UNION ALL SELECT %5$s FROM pg_snapshot_xip(s) x) e
                   WHERE edge >= floor)
               SELECT %1$s
                   OR EXISTS (SELECT 1 FROM gap CROSS JOIN LATERAL (
                       SELECT 1 FROM %2$s l WHERE l.xid > above AND l.xid < below%6$s ORDER BY l.xid, l.tid LIMIT 1) hit)
                   OR EXISTS (SELECT 1 FROM unnest(?::%3$s[]) w(x) CROSS JOIN LATERAL (
                       SELECT 1 FROM %2$s l WHERE l.xid = w.x%6$s ORDER BY l.xid, l.tid LIMIT 1) hit
                       WHERE NOT EXISTS (
                           SELECT 1 FROM now CROSS JOIN LATERAL pg_snapshot_xip(s) x WHERE %5$s = w.x)),
                   (SELECT s::text FROM now), pg_is_in_recovery()
               """.formatted(table.skipped(), table.relation(), id, ids.of("pg_snapshot_xmax(s)"), ids.of("x"), after);
    }

    private String standbyProbe() {
        return """
               SELECT %s
                   OR EXISTS (SELECT 1 FROM %s l WHERE l.xid > ?::%3$s AND l.xid <> ALL (?::%3$s[])
                       AND l.xid < (SELECT %4$s)%5$s ORDER BY l.xid, l.tid LIMIT 1),
                   pg_current_snapshot()::text, pg_is_in_recovery()
               """.formatted(
                        table.skipped(),
                        table.relation(),
                        id,
                        table.ids().of("pg_snapshot_xmax(pg_current_snapshot())"),
                        after);
    }

    /** Parameters: those of the probe; the snapshot's xmax; on a primary's watermark the snapshot's xip. */
    String read(Watermark watermark, String columns, int limit) {
        String log = table.relation();
        String end = after + " ORDER BY xid, tid LIMIT " + limit;
        if (!(watermark instanceof PrimaryWatermark)) {
            return "SELECT " + columns + " FROM " + log + " WHERE xid > ?::" + id + " AND xid <> ALL (?::" + id
                    + "[]) AND xid < ?::" + id + end;
        }
        return "WITH bound AS MATERIALIZED (SELECT ?::" + id + " AS above, ?::" + id + "[] AS open, ?::" + id
                + " AS below, ?::" + id + "[] AS"
                + " running)"
                + " SELECT " + columns + " FROM ((SELECT " + columns + " FROM " + log
                + " WHERE xid = ANY (ARRAY(SELECT x FROM bound, unnest(open) x WHERE x <> ALL (running)))" + end
                + ") UNION ALL (SELECT " + columns + " FROM " + log
                + " WHERE xid > (SELECT above FROM bound) AND xid < (SELECT below FROM bound)" + end
                + ")) found ORDER BY xid, tid LIMIT " + limit;
    }

    /**
     * What a statement of its own sees and the position does not cover.
     *
     * @param columns to select
     * @param end what follows the condition
     */
    String uncovered(Watermark watermark, String columns, String end) {
        String log = table.relation();
        if (!(watermark instanceof PrimaryWatermark)) {
            return "SELECT " + columns + " FROM " + log + " WHERE xid > ?::" + id + " AND xid <> ALL (?::" + id + "[])"
                    + after + end;
        }
        return "WITH bound AS MATERIALIZED (SELECT ?::" + id + " AS above, ?::" + id + "[] AS open) SELECT " + columns
                + " FROM " + log + " WHERE (xid > (SELECT above FROM bound)"
                + " OR xid = ANY (ARRAY(SELECT unnest(open) FROM bound)))" + after + end;
    }

    /** One row of each transaction; parameters as of {@link #read}. */
    String witnesses(Watermark watermark, int newestRows) {
        String log = table.relation();
        String newest = after + " ORDER BY xid DESC, tid DESC LIMIT " + newestRows;
        if (!(watermark instanceof PrimaryWatermark)) {
            return "SELECT DISTINCT ON (xid) xid, tid FROM (SELECT xid, tid FROM " + log + " WHERE xid > ?::" + id
                    + " AND xid <> ALL (?::" + id + "[]) AND xid < ?::" + id + newest + ") found";
        }
        return "WITH bound AS MATERIALIZED (SELECT ?::" + id + " AS above, ?::" + id + "[] AS open, ?::" + id
                + " AS below, ?::" + id + "[] AS"
                + " running)"
                + " SELECT DISTINCT ON (xid) xid, tid FROM ((SELECT l.xid, l.tid FROM bound, unnest(open) x CROSS JOIN"
                + " LATERAL (SELECT xid, tid FROM "
                + log
                + " WHERE xid = x" + after
                + " ORDER BY xid, tid LIMIT 1) l WHERE x <> ALL (running)) UNION ALL (SELECT xid, tid"
                + " FROM " + log
                + " WHERE xid > (SELECT above FROM bound) AND xid < (SELECT below FROM bound)" + newest + ")) found";
    }
}
