package tidemark.cycle;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tidemark.capture.ChangeLog;
import tidemark.capture.History;
import tidemark.change.Moment;
import tidemark.change.Position;
import tidemark.snapshot.SharedSnapshot;
import tidemark.state.Book;
import tidemark.state.Control;
import tidemark.state.Names;
import tidemark.state.PositionJson;
import tidemark.state.Target;

/**
 * How a look begins: from which position it reads, and whether everything must be rebuilt first. Jobs are durable before
 * anything that the marker's absence told is written over.
 */
final class Opening {

    private static final Logger LOG = LoggerFactory.getLogger(Opening.class);
    private static final String RESTORED = "the change log holds rows of a dump that was restored on the primary";

    private final Types types;
    private final ChangeLog log;
    private final History history;
    private final Rebuilds rebuilds;
    private final Standing standing;
    private final StatusBoard board;
    private final Clock clock;

    /** The reason that was last told, so that it is told once; empty while all is well. */
    private String told = "";

    Opening(Parts parts, Standing standing) {
        this.types = parts.types();
        this.log = parts.log();
        this.history = parts.history();
        this.rebuilds = parts.rebuilds();
        this.standing = standing;
        this.board = parts.board();
        this.clock = parts.clock();
    }

    /**
     * Where a look begins.
     *
     * @param control to go on with
     * @param position to read from
     * @param moved whether the position is another than the marker's, so that the marker must be written
     * @param behind why nothing can be read yet, or null
     */
    record Start(
            Control control,
            Position position,
            boolean moved,
            @Nullable String behind) {}

    /**
     * Decides.
     *
     * @param known whether the state had a control object, or it was pieced together from the indices
     */
    Start open(Book book, Control control, boolean known, SharedSnapshot snapshot) {
        Moment moment = snapshot.moment();
        Position recorded = recorded(book, moment);
        if (recorded == null) {
            return withoutMarker(book, control, known, snapshot);
        }
        History.Verdict verdict = history.check(snapshot.connection(), moment, recorded);
        if (verdict instanceof History.Behind behind) {
            return new Start(control, recorded, false, behind.reason());
        }
        if (verdict instanceof History.Diverged diverged) {
            return diverged(control, snapshot, diverged.reason());
        }
        told = "";
        return new Start(control, recorded, false, null);
    }

    private @Nullable Position recorded(Book book, Moment moment) {
        ObjectNode marker = book.body(Names.MARKER);
        if (marker == null) {
            return null;
        }
        try {
            return PositionJson.read(marker.path("position"));
        } catch (IllegalArgumentException | java.time.DateTimeException e) {
            board.error(
                    "the marker cannot be read: " + e.getMessage(), "a full reindex starts; do not edit the marker");
            LOG.warn("event=marker_unreadable snapshot={}", moment.snapshot(), e);
            return null;
        }
    }

    /** First run, or somebody deleted the marker or more. */
    private Start withoutMarker(Book book, Control control, boolean known, SharedSnapshot snapshot) {
        boolean served = control.targets().values().stream().anyMatch(target -> target.live() != null);
        String reason = known ? "marker deleted" : served ? "state lost" : "first run";
        Position last = known ? lastPosition(book) : null;
        boolean usable =
                last != null && history.check(snapshot.connection(), snapshot.moment(), last) instanceof History.Sane;
        LOG.info("event=full_reindex reason=\"{}\" position_kept={}", reason, usable);
        if (usable && last != null) {
            return new Start(rebuilds.request(control, types.names(), reason, true), last, true, null);
        }
        return afresh(control, snapshot, reason);
    }

    /** From the present on; what the snapshot shows is left to the jobs, which are durable before the log is mended. */
    private Start afresh(Control control, SharedSnapshot snapshot, String reason) {
        Position from = log.start(snapshot.connection(), snapshot.moment(), clock.instant());
        if (snapshot.moment().recovery() && !standing.mendHistory(snapshot, from)) {
            return restoredStandby(control, from, reason);
        }
        Control next = rebuilds.request(control, types.names(), reason, true);
        standing.mendHistory(snapshot, from);
        return new Start(allRides(next, from, snapshot.moment().snapshot().xmax()), from, true, null);
    }

    /** Nobody knows what the live indices show: until they are rebuilt, nothing of what was consumed counts as indexed. */
    private Control allRides(Control before, Position from, long xmax) {
        Control control = before;
        for (String type : types.names()) {
            Target target = control.target(type);
            if (target.live() != null) {
                Target.Riding all = Target.Riding.untold(
                        xmax, from.operations().within(types.plan(type).tables()));
                control = control.with(type, target.riding(all));
            }
        }
        return control;
    }

    /** A standby of a restored dump: asking for a reindex in each look would end none of them. */
    private Start restoredStandby(Control control, Position from, String reason) {
        if (!told.equals(RESTORED)) {
            LOG.error("event=restored_dump reason=\"{}\" runbook=ops/runbook.md#diverged", reason);
            board.error(RESTORED, "run a daemon on the primary, or there: tidemark uninstall, then tidemark init");
        }
        told = RESTORED;
        return new Start(control, from, false, RESTORED);
    }

    /** The position that the indexer's own object remembers: without the marker, changes go on from there. */
    private static @Nullable Position lastPosition(Book book) {
        ObjectNode indexer = book.body(Names.INDEXER);
        if (indexer == null || !indexer.path("position").isObject()) {
            return null;
        }
        try {
            return PositionJson.read(indexer.get("position"));
        } catch (IllegalArgumentException | java.time.DateTimeException e) {
            LOG.warn("event=position_unreadable", e);
            return null;
        }
    }

    private Start diverged(Control control, SharedSnapshot snapshot, String reason) {
        if (!told.equals(reason) && !told.equals(RESTORED)) {
            LOG.error("event=diverged reason=\"{}\" runbook=ops/runbook.md#diverged", reason);
            board.error("diverged: " + reason, "history changed under the index; a full reindex has started by itself");
            told = reason;
        }
        return afresh(control, snapshot, "diverged: " + reason);
    }
}
