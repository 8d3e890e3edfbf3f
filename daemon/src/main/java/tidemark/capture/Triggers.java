package tidemark.capture;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tidemark.capture.InstalledTriggers.Found;
import tidemark.capture.InstalledTriggers.Relation;
import tidemark.capture.TableCapture.Event;
import tidemark.plan.TrackedTable;

/**
 * Whether every write to the tracked tables is logged: looks at each trigger on each table and partition. One that records more
 * than is needed is no fault: it serves an index of an earlier configuration too, or did so until its successor took over.
 */
public final class Triggers {

    private static final String INIT = "tidemark init";

    private final LogSchema schema;

    /** Of the log in this schema. */
    public Triggers(LogSchema schema) {
        this.schema = schema;
    }

    /**
     * Everything that is wrong; empty if every write is logged. One query: cheap enough for each interval.
     *
     * @throws tidemark.lifecycle.Unavailable if the server is away
     */
    public List<TriggerFault> check(Connection connection, Collection<TrackedTable> tables) {
        try {
            InstalledTriggers installed = InstalledTriggers.read(connection, schema, tables);
            List<TriggerFault> faults = new ArrayList<>();
            for (TrackedTable table : tables) {
                List<Relation> relations = installed.of(table.table());
                if (relations.isEmpty()) {
                    faults.add(new TriggerFault(table.table(), "the table does not exist", INIT, true));
                } else {
                    TableCapture capture = capture(new TableCapture(schema, table), relations.get(0));
                    relations.forEach(relation -> check(capture, relation, faults));
                }
            }
            return faults;
        } catch (SQLException e) {
            throw Failures.of("checking the triggers of the change log", e);
        }
    }

    /** What the table has, if that is all that it needs; else what it needs. */
    private TableCapture capture(TableCapture needed, Relation root) {
        Found insert = root.triggers().get(needed.triggerName(Event.INSERT));
        return Optional.ofNullable(insert)
                .flatMap(found -> Recorded.read(found.functionComment()))
                .filter(recorded -> recorded.covers(needed.recorded()))
                .map(recorded -> new TableCapture(schema, needed.name(), recorded))
                .orElse(needed);
    }

    private static void check(TableCapture capture, Relation relation, List<TriggerFault> faults) {
        for (Event event : Event.values()) {
            String name = capture.triggerName(event);
            Found found = relation.triggers().get(name);
            String what = fault(capture, event, relation, found);
            if (what != null) {
                boolean onlyEnable = found != null && !found.always() && as(capture, event, relation, found);
                faults.add(new TriggerFault(
                        capture.name(),
                        "trigger " + name + " on " + relation.sql() + " " + what,
                        onlyEnable ? capture.enableAlways(event, relation.sql()) : INIT,
                        !noticedOtherwise(event, relation, found)));
            }
        }
    }

    /** Row triggers come with a partition that is attached, that for TRUNCATE does not; its file tells, at the next interval. */
    private static boolean noticedOtherwise(Event event, Relation relation, @Nullable Found found) {
        return event == Event.TRUNCATE && !relation.root() && (found == null || !found.always());
    }

    private static @Nullable String fault(TableCapture capture, Event event, Relation relation, @Nullable Found found) {
        if (found == null) {
            return "is missing";
        }
        if (!found.always()) {
            return found.enabled().equals("D") ? "is disabled" : "is not ENABLE ALWAYS: replicated writes pass unseen";
        }
        return as(capture, event, relation, found)
                ? null
                : "or its function is not the one that the configuration needs";
    }

    /** Whether function and definition are as they should be. A row trigger on a partition is a clone without a comment. */
    static boolean as(TableCapture capture, Event event, Relation relation, Found found) {
        boolean clone = event.perRow() && !relation.root();
        return found.function().equals(capture.functionName())
                && functionAs(capture, found)
                && (clone || Objects.equals(found.comment(), capture.triggerComment(event)));
    }

    static boolean functionAs(TableCapture capture, Found found) {
        return found.body().equals(capture.body())
                && found.securityDefiner()
                && Objects.equals(found.functionComment(), capture.functionComment());
    }
}
