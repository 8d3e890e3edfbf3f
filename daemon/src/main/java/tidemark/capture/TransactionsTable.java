package tidemark.capture;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tidemark.change.Change;
import tidemark.change.Key;
import tidemark.change.Moment;
import tidemark.change.Operation;
import tidemark.change.OperationCounts;
import tidemark.plan.ObjectStore;

/**
 * The table of an object store in which the application itself writes down what each transaction changed: {@code updated} objects, and
 * {@code renamed} ones. What is no id in those lists is passed over, and said in the log.
 */
final class TransactionsTable implements ChangeTable {

    private static final Logger LOG = LoggerFactory.getLogger(TransactionsTable.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern ID = Pattern.compile("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");

    private static final int NEWEST = 256;

    private final ObjectStore store;

    TransactionsTable(ObjectStore store) {
        this.store = store;
    }

    @Override
    public String relation() {
        return store.transactions().sql();
    }

    @Override
    public Ids ids() {
        return Ids.BIGINT;
    }

    @Override
    public String columns() {
        return "xid, tid, \"timestamp\", data";
    }

    @Override
    public String skipped() {
        return "false";
    }

    @Override
    public String prunedThrough() {
        return "0::bigint";
    }

    /** Numbers of rows only grow, across a dump, too; so all rows of the dump are up to the highest of those that give it away. */
    @Override
    public long restoredThrough(Connection connection, Moment moment) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT coalesce(max(\"order\"), 0) FROM " + relation() + " WHERE xid >= ?")) {
            statement.setLong(1, moment.snapshot().xmax());
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    /**
     * The newest rows give a dump away. Not a probe of the index by transaction: in a cluster where most rows came with a dump it would
     * walk over all of them.
     */
    @Override
    public String fromTheFuture(long restoredThrough) {
        return "(SELECT coalesce(bool_or(xid >= ?::bigint), false) FROM (SELECT xid FROM " + relation() + " WHERE true"
                + after(restoredThrough) + " ORDER BY \"order\" DESC LIMIT " + NEWEST + ") newest)";
    }

    @Override
    public String after(long restoredThrough) {
        return restoredThrough == 0 ? "" : " AND \"order\" > " + restoredThrough;
    }

    /** Of the time before the first look nothing is counted: that would read every transaction there ever was. */
    @Override
    public OperationCounts operations(Connection connection, Moment moment) {
        return OperationCounts.NONE;
    }

    @Override
    public String counted() {
        return "sum(CASE jsonb_typeof(data -> 'updated') WHEN 'array' THEN jsonb_array_length(data -> 'updated') ELSE 0 END)";
    }

    @Override
    public String countedBy() {
        return "true";
    }

    @Override
    public OperationCounts counts(Connection connection, PreparedStatement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery()) {
            return row.next() ? new OperationCounts(Map.of(store.resources(), row.getLong(1))) : OperationCounts.NONE;
        }
    }

    @Override
    public String name() {
        return store.transactions().toString();
    }

    @Override
    public Row row(Connection connection, ResultSet row) throws SQLException {
        long xid = row.getLong(1);
        UUID tid = row.getObject(2, UUID.class);
        OffsetDateTime timestamp = row.getObject(3, OffsetDateTime.class);
        Instant at = timestamp == null ? Instant.EPOCH : timestamp.toInstant();
        JsonNode data = data(row.getString(4), tid);
        for (String list : List.of("updated", "renamed")) {
            if (!data.path(list).isMissingNode() && !data.path(list).isArray()) {
                LOG.warn("event=no_list_of_ids tid={} found=\"{}\" runbook=ops/runbook.md#transactions", tid, list);
            }
        }
        List<Change> changes = new ArrayList<>();
        for (Key key : keys(data.path("updated"), tid)) {
            changes.add(change(xid, tid, at, Operation.UPDATE, key, null));
        }
        for (Key key : keys(data.path("renamed"), tid)) {
            changes.add(change(xid, tid, at, Operation.RENAME, key, null));
        }
        Change head = new Change(
                xid, tid, at, store.transactions(), Operation.INSERT, null, Key.of(tid.toString()), Map.of());
        return new Row(head, changes);
    }

    private static JsonNode data(@Nullable String text, UUID tid) {
        try {
            return text == null ? JSON.nullNode() : JSON.readTree(text);
        } catch (JsonProcessingException e) {
            LOG.warn("event=transaction_unreadable tid={} runbook=ops/runbook.md#transactions", tid, e);
            return JSON.nullNode();
        }
    }

    private static Set<Key> keys(JsonNode list, UUID tid) {
        Set<Key> keys = new LinkedHashSet<>();
        for (JsonNode item : list) {
            if (item.isTextual() && ID.matcher(item.asText()).matches()) {
                keys.add(Key.of(item.asText().toLowerCase(Locale.ROOT)));
            } else {
                LOG.warn(
                        "event=no_object_id tid={} found=\"{}\" runbook=ops/runbook.md#transactions",
                        tid,
                        String.format(Locale.ROOT, "%.100s", item));
            }
        }
        return keys;
    }

    private Change change(long xid, UUID tid, Instant at, Operation operation, Key key, @Nullable String kind) {
        return new Change(
                xid,
                tid,
                at,
                store.resources(),
                operation,
                key,
                operation == Operation.DELETE ? null : key,
                Map.of(),
                kind);
    }

    /** An updated object that is not there is a deleted one; of the others the item type is known. */
    @Override
    public List<Change> completed(Connection connection, List<Change> changes) throws SQLException {
        Set<String> ids = new LinkedHashSet<>();
        changes.forEach(change -> ids.add(key(change).text()));
        Map<String, String> types = itemTypes(connection, ids);
        return changes.stream()
                .map(change -> {
                    Key key = key(change);
                    String type = types.get(key.text());
                    boolean gone = type == null && change.operation() == Operation.UPDATE;
                    Operation operation = gone ? Operation.DELETE : change.operation();
                    return change(change.xid(), change.tid(), change.at(), operation, key, type);
                })
                .toList();
    }

    private static Key key(Change change) {
        return Objects.requireNonNull(change.oldKey(), "made with a key");
    }

    private Map<String, String> itemTypes(Connection connection, Set<String> ids) throws SQLException {
        Map<String, String> types = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT rid::text, item_type FROM " + store.resources().sql() + " WHERE rid = ANY (?::uuid[])")) {
            statement.setString(1, "{" + String.join(",", ids) + "}");
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    types.put(row.getString(1), row.getString(2));
                }
            }
        }
        return types;
    }
}
