package tidemark.cycle;

import java.sql.Connection;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tidemark.capture.History;
import tidemark.capture.Overflow;
import tidemark.capture.TriggerFault;
import tidemark.change.Position;
import tidemark.change.TableName;
import tidemark.document.KeyScan;
import tidemark.index.IndexMeta;
import tidemark.index.Indices;
import tidemark.lifecycle.Refusal;
import tidemark.plan.TrackedTable;
import tidemark.snapshot.SharedSnapshot;
import tidemark.state.Control;
import tidemark.state.StateLost;
import tidemark.state.Target;

/** Looks, at every interval, at what the change log cannot tell: whose state it is, the indices, the triggers. */
public final class Watch implements Standing {

    private static final Logger LOG = LoggerFactory.getLogger(Watch.class);

    private final Types types;
    private final Predecessors predecessors;
    private final Control.Owner owner;
    private final Indices indices;
    private final Capture capture;
    private final History history;
    private final Rebuilds rebuilds;
    private final StatusBoard board;
    private final Mend mend;
    private Overflow.State full = new Overflow.State(false, 0, Overflow.State.ENDLESS);
    private List<TriggerFault> known = List.of();

    /** How the changes are captured, asked in the snapshot's transaction. */
    public interface Capture {
        /** What is wrong with it, for these tables. */
        List<TriggerFault> faults(Connection connection, List<TrackedTable> tables);

        /** Whether partitions came or went since they were last noted. */
        boolean partitioned(Connection connection, List<TrackedTable> tables);

        /** How full the log is. */
        Overflow.State full(Connection connection);
    }

    /** What must be written to the database; each leaves a mark in the log, which the next slice shows. */
    public interface Mend {
        /** Lets an overflowed log grow again. */
        void overflowed();

        /**
         * Removes from the log what a restored dump left there.
         *
         * @param floor of the position that is begun
         */
        void restored(long floor);

        /** Notes partitions of these tables that came or went. */
        void partitioned(List<TrackedTable> tables);
    }

    /**
     * A watch.
     *
     * @param predecessors plans of live indices that an earlier configuration made
     * @param capture tells what is wrong with the change log
     * @param mend writes to the database
     */
    public Watch(
            Types types,
            Predecessors predecessors,
            Control.Owner owner,
            Indices indices,
            Capture capture,
            History history,
            Rebuilds rebuilds,
            StatusBoard board,
            Mend mend) {
        this.types = types;
        this.predecessors = predecessors;
        this.owner = owner;
        this.indices = indices;
        this.capture = capture;
        this.history = history;
        this.rebuilds = rebuilds;
        this.board = board;
        this.mend = mend;
    }

    @Override
    public Control pieceTogether() {
        Map<String, Target> targets = new LinkedHashMap<>();
        for (String type : types.names()) {
            Optional<String> live = indices.live(types.alias(type));
            live.ifPresent(index -> targets.put(type, serving(index)));
        }
        return new Control(0, owner, targets);
    }

    private Target serving(String index) {
        Optional<IndexMeta> meta = indices.meta(index);
        return Target.serving(
                index,
                meta.map(IndexMeta::plan).orElse(""),
                new Target.Build(
                        indices.count(index), meta.map(IndexMeta::created).orElse(Instant.EPOCH)));
    }

    @Override
    public Control owned(Control control) {
        if (!control.owner().equals(owner)) {
            throw new Refusal(
                    "the state in the meta index belongs to " + control.owner() + ", this daemon is " + owner,
                    "choose another elasticsearch.meta_index, or delete that index to start anew with a full reindex");
        }
        return control;
    }

    @Override
    public Control check(Control before, SharedSnapshot snapshot) {
        List<TrackedTable> tracked = predecessors.inService(before).tracked();
        boolean recovery = snapshot.moment().recovery();
        if (!recovery && capture.partitioned(snapshot.connection(), tracked)) {
            mend.partitioned(tracked);
        }
        Control control = before;
        logged(predecessors.inService(control), snapshot);
        for (String type : types.names()) {
            control = served(control, type);
        }
        return logged(control, snapshot);
    }

    /** An index of an earlier plan is true only as long as the log records what that plan shows. */
    private void logged(InService serving, SharedSnapshot snapshot) {
        if (serving.older().isEmpty()) {
            return;
        }
        Set<TableName> unseen = new TreeSet<>();
        capture.faults(snapshot.connection(), serving.tracked()).stream()
                .filter(TriggerFault::unseen)
                .forEach(fault -> unseen.add(fault.table()));
        serving.older().forEach((physical, plan) -> {
            if (!Collections.disjoint(plan.tables(), unseen)) {
                predecessors.retire(physical, "the change log does not record all that it shows of " + unseen);
            }
        });
    }

    /** The alias must lead to the index that the state knows, made by the plan of today. */
    private Control served(Control before, String type) {
        Target target = before.target(type);
        String live = indices.live(types.alias(type)).orElse(null);
        if (target.live() != null && !target.live().equals(live)) {
            if (live != null && rebuilds.moves(type, live)) {
                throw new StateLost(
                        "the alias " + types.alias(type) + " was moved to " + live + ", and no answer came");
            }
            LOG.warn("event=live_index_lost type={} expected={} found={}", type, target.live(), live);
            board.error("the index behind " + types.alias(type) + " is gone or was moved", "it is rebuilt by itself");
            Control without = before.with(type, target.withoutLive());
            return rebuilds.request(without, List.of(type), "index missing", true);
        }
        if (target.live() == null) {
            return rebuilds.ensure(before, type, "first run");
        }
        if (!types.hash(type).equals(target.livePlan())) {
            Control ensured = rebuilds.changed(before, type);
            if (types.hash(type).equals(ensured.target(type).livePlan())) {
                return ensured;
            }
            String retired = predecessors.retired(type, target);
            return retired == null
                    ? ensured
                    : ensured.with(type, ensured.target(type).stale(Predecessors.PREFIX + retired));
        }
        return before;
    }

    private Control logged(Control before, SharedSnapshot snapshot) {
        Control control = before;
        List<TriggerFault> faults = capture.faults(snapshot.connection(), types.tracked());
        Set<TableName> unseen = new TreeSet<>();
        faults.stream().filter(TriggerFault::unseen).forEach(fault -> unseen.add(fault.table()));
        if (!faults.equals(known)) {
            known = faults;
            faults.forEach(this::tell);
        }
        List<String> affected = types.showing(unseen);
        for (String type : types.names()) {
            Target target = control.target(type);
            if (affected.contains(type)) {
                control = control.with(type, target.unlogged(unseen.toString()));
            } else if (target.unlogged()) {
                Control mended = control.with(type, target.logged());
                control = rebuilds.request(mended, List.of(type), "unlogged writes", true);
            }
        }
        return passedBy(control);
    }

    /**
     * Types that the configuration leaves out are passed by: what is consumed from here on does not reach their indices. One that
     * comes back is to be known for that, and rebuilt.
     */
    private Control passedBy(Control before) {
        Control control = before;
        for (String type : before.targets().keySet()) {
            Target target = before.target(type);
            if (!types.names().contains(type) && target.live() != null && !target.unlogged()) {
                LOG.info("event=type_left_out type={} index={}", type, target.live());
                control = control.with(type, target.withoutPrevious().unlogged("the type was left out"));
            }
        }
        return control;
    }

    /** Once for as long as nothing changes: the types stay stale all the while. */
    private void tell(TriggerFault fault) {
        if (!fault.unseen()) {
            LOG.warn(
                    "event=trigger_missing table={} what=\"{}\" mend=\"{}\" runbook=ops/runbook.md#triggers",
                    fault.table(),
                    fault.what(),
                    fault.command());
            board.error(
                    fault.what() + ": a TRUNCATE of that partition alone is noticed at the next interval, not at once",
                    fault.command());
            return;
        }
        LOG.error(
                "event=trigger_fault table={} what=\"{}\" mend=\"{}\" runbook=ops/runbook.md#triggers",
                fault.table(),
                fault.what(),
                fault.command());
        board.error("writes to " + fault.table() + " pass unseen: " + fault.what(), fault.command());
    }

    @Override
    public Control lost(Control before, Collection<String> physical) {
        Control control = before;
        for (String type : types.names()) {
            Target target = control.target(type);
            boolean live = target.live() != null && physical.contains(target.live());
            boolean filling = target.filling() != null && physical.contains(target.filling());
            if (live) {
                control = control.with(type, target.withoutLive());
            }
            if (target.previous() != null && physical.contains(target.previous().index())) {
                control = control.with(type, control.target(type).withoutPrevious());
            }
            if (live || filling) {
                LOG.warn("event=index_lost type={} live={} filling={}", type, live, filling);
                control = rebuilds.request(control, List.of(type), "index missing", filling || live);
            }
        }
        return control;
    }

    @Override
    public boolean mendOverflow(SharedSnapshot snapshot) {
        full = capture.full(snapshot.connection());
        if (!full.skipping()) {
            return false;
        }
        if (snapshot.moment().recovery()) {
            board.error(
                    "the change log is full, and nobody reopens it on a standby",
                    "run a daemon on the primary once; see ops/runbook.md#overflow");
            return true;
        }
        LOG.error("event=log_overflowed runbook=ops/runbook.md#overflow");
        board.error(
                "the change log was full and skipped changes", "a full reindex starts by itself; see capture.max_rows");
        mend.overflowed();
        return true;
    }

    @Override
    public boolean mendHistory(SharedSnapshot snapshot, Position begun) {
        if (history.check(snapshot.connection(), snapshot.moment(), begun).sane()) {
            return true;
        }
        if (snapshot.moment().recovery()) {
            return false;
        }
        mend.restored(begun.watermark().floor());
        return true;
    }

    @Override
    public boolean mayFill(SharedSnapshot snapshot) {
        return !full.skipping() && full.endedBy(snapshot.moment());
    }

    @Override
    public long documents(String type, SharedSnapshot snapshot) {
        return new KeyScan(types.plan(type)).estimate(snapshot.connection());
    }
}
