package tidemark.cycle;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tidemark.capture.Positions;
import tidemark.capture.Slice;
import tidemark.change.DocumentId;
import tidemark.change.Key;
import tidemark.change.Position;
import tidemark.change.PrimaryWatermark;
import tidemark.cycle.CycleMetrics.Phase;
import tidemark.invalidation.AffectedDocuments;
import tidemark.invalidation.Invalidation;
import tidemark.lifecycle.SchemaChanged;
import tidemark.snapshot.SharedSnapshot;
import tidemark.state.Book;
import tidemark.state.Control;
import tidemark.state.FailedDocument;
import tidemark.state.Names;
import tidemark.state.Result;
import tidemark.state.Target;
import tidemark.telemetry.Span;

/**
 * One look of the master loop, and the cycle that follows where it finds something: read the state, take the snapshot, read
 * the delta, find the documents, raise the generation, fan out, settle, advance. The order is the argument; see the
 * package's description. Called on the loop's thread alone.
 */
public final class Cycle implements MasterLoop.Step {

    private static final Logger LOG = LoggerFactory.getLogger(Cycle.class);
    private static final int FOREIGN_ROUNDS = 5;
    private static final Duration WHILE_PAUSED = Duration.ofSeconds(1);
    private static final Position NOWHERE = new Position(PrimaryWatermark.NOTHING, 0, List.of(), 0, 0);
    private static final int TROUBLED_SHOWN = 50;

    private final Parts parts;
    private final CycleOptions options;
    private final Book book;
    private final Types types;
    private final Opening opening;
    private final Standing standing;
    private final FanOut fanOut;
    private final Advance advance;
    private InService serving;
    private Invalidation invalidation;
    private boolean recovered;
    private @Nullable Control last;
    private Phases phases = new Phases(System.nanoTime());
    private volatile @Nullable Position covered;

    /** A cycle over these rooms. */
    public Cycle(Parts parts, Standing standing, CycleOptions options) {
        this.parts = parts;
        this.options = options;
        this.book = parts.book();
        this.types = parts.types();
        this.opening = new Opening(parts, standing);
        this.serving = InService.of(types);
        this.invalidation = Invalidation.of(serving.plans());
        this.standing = standing;
        this.fanOut =
                new FanOut(parts.pool(), parts.work(), options, parts.board().heartbeat());
        this.advance = new Advance(parts, options);
    }

    /** Another daemon may have led since: what it left is recovered at the next look. */
    @Override
    public void begin() {
        recovered = false;
        last = null;
        parts.predecessors().forget();
    }

    @Override
    public boolean due() {
        return last != null && parts.rebuilds().due(last);
    }

    /** The position in the durable marker, for any thread; null before the first look. */
    public @Nullable Position covered() {
        return covered;
    }

    /**
     * One look.
     *
     * @param thorough whether to look at triggers and indices too, as at every interval
     * @throws tidemark.state.StateLost if the state changed under it; look again
     * @throws tidemark.lifecycle.Unavailable if a server is away; nothing is lost
     */
    @Override
    public Look run(boolean thorough) throws InterruptedException {
        phases = new Phases(System.nanoTime());
        book.read();
        if (paused(book.body(Names.PAUSED))) {
            return new Look(covered == null ? NOWHERE : covered, false, WHILE_PAUSED, null);
        }
        Control read = Control.read(book.body(Names.INDEXER));
        boolean known = read != null;
        Control control = read == null ? standing.pieceTogether() : standing.owned(read);
        if (!recovered || !known) {
            control = parts.rebuilds().recover(book, control);
            advance.remember();
            recovered = true;
        }
        boolean closing = parts.rebuilds().noteReady();
        serve(control);
        Begun begun = new Begun(
                control, known, closing, System.nanoTime(), parts.clock().instant());
        try (SharedSnapshot snapshot = parts.snapshots().open(serving.tables(), options.workers())) {
            return look(snapshot, begun, thorough);
        } catch (SchemaChanged e) {
            // An old plan must not hold its successor up; if it was not to blame, the next look says so again.
            parts.predecessors().retireAll("the database changed: " + e.getMessage());
            throw e;
        }
    }

    /** Whether people want nothing to be indexed. What runs is left, and recovered as after a restart once they want it again. */
    private boolean paused(@Nullable ObjectNode wish) {
        if (wish == null) {
            parts.board().resumed();
            return false;
        }
        if (parts.board().paused(wish)) {
            LOG.warn("event=paused reason=\"{}\"", wish.path("reason").asText());
        }
        parts.rebuilds().suspend();
        recovered = false;
        return true;
    }

    /** The plans in service with these targets, and what follows from them. */
    private void serve(Control control) {
        InService now = parts.predecessors().inService(control);
        if (!now.equals(serving)) {
            serving = now;
            invalidation = Invalidation.of(now.plans());
        }
    }

    /**
     * What was read before the snapshot.
     *
     * @param known whether the state had a control object
     * @param closing whether a rebuild had filled its index
     * @param nanos when it was, by {@link System#nanoTime}
     * @param at when it was, by the clock
     */
    private record Begun(Control control, boolean known, boolean closing, long nanos, Instant at) {}

    private Look look(SharedSnapshot snapshot, Begun begun, boolean thorough) throws InterruptedException {
        Instant began = parts.clock().instant();
        long start = System.nanoTime();
        parts.figures().begin();
        Opening.Start opened = opening.open(book, begun.control(), begun.known(), snapshot);
        if (opened.behind() != null) {
            // Its history may be another than that of the last look.
            parts.horizon().doubted();
            LOG.info("event=standby_behind reason=\"{}\"", opened.behind());
            return new Look(opened.position(), false, Duration.ofSeconds(1), null);
        }
        boolean skipped = standing.mendOverflow(snapshot);
        if (skipped) {
            parts.horizon().doubted();
        }
        Control witnessed = parts.rebuilds().witness(opened.control(), snapshot);
        Control checked = thorough || !begun.known() ? standing.check(witnessed, snapshot) : witnessed;
        serve(checked);
        Control control = serving.withoutUntruePrevious(checked);
        Delta delta = new Delta(types.objects());
        AffectedDocuments affected =
                new AffectedDocuments(types.names(), options.escalation().limit());
        phases.next(Phase.OPEN);
        Slice slice = parts.log()
                .read(snapshot.connection(), snapshot.moment(), opened.position(), options.sliceRows(), changes -> {
                    parts.board().heartbeat().progress();
                    delta.add(changes);
                    long before = System.nanoTime();
                    invalidation.affected(snapshot.connection(), changes, affected);
                    phases.within(Phase.INVALIDATE, System.nanoTime() - before);
                });
        phases.next(Phase.READ_LOG);
        tell(slice, delta, affected.total());
        parts.board().saw(snapshot.moment(), slice.highestConsumed());
        TroubledList troubled = TroubledList.read(book.body(Names.TROUBLED), types);
        long closure = affected.total();
        Set<DocumentId> promised = new LinkedHashSet<>(IdList.read(book.body(Names.IN_PROGRESS), types));
        promised.addAll(troubled.due(began));
        promised.addAll(parts.rebuilds().asked());
        promised.forEach(affected::add);
        control = escalate(control, delta, affected, snapshot);

        Position next = Positions.advance(opened.position(), slice, snapshot.moment(), began);
        control = riding(
                control,
                slice,
                delta.overflowed() ? 0 : opened.position().watermark().floor(),
                affected);
        // What was skipped is known to ride on jobs only once the mark was read.
        Horizon.Seen seen = skipped || !slice.complete()
                ? null
                : new Horizon.Seen(
                        snapshot.moment().snapshot(), snapshot.moment().recovery(), begun.nanos(), begun.at());
        Turn turn = new Turn(
                began, start, seen, snapshot, begun.closing(), slice, delta, affected.referencing(), closure, next);
        Look look = cycle(turn, control, documents(affected, control), troubled, opened.moved());
        if (seen != null) {
            parts.board().trueAsOf(begun.at());
        }
        return look;
    }

    private void tell(Slice slice, Delta delta, long documents) {
        if (slice.firstTimestamp() != null) {
            parts.metrics().behind(slice.firstTimestamp());
        }
        if (slice.rows() > 0) {
            parts.metrics()
                    .read(
                            slice.rows(),
                            slice.transactions(),
                            delta.changes(slice).updatedCount(),
                            documents);
        }
    }

    /** Types of which single documents do not tell what changed, or too many of them, are taken over by durable jobs. */
    private Control escalate(Control before, Delta delta, AffectedDocuments affected, SharedSnapshot snapshot) {
        Control control = before;
        if (!delta.emptied().isEmpty()) {
            Collection<String> shown = delta.overflowed() ? types.names() : serving.showing(delta.emptied());
            String reason = delta.overflowed() ? "change log overflowed" : "truncate of " + delta.emptied();
            control = parts.rebuilds().request(control, shown, reason, true);
            shown.forEach(affected::drop);
        }
        for (String type : types.names()) {
            int found = affected.count(type);
            if (affected.overflowing(type)
                    || (found > options.escalation().above()
                            && options.escalation().exceeded(found, standing.documents(type, snapshot)))) {
                String reason = cost(type, found, delta, snapshot);
                control = parts.rebuilds().request(control, List.of(type), reason, true);
                affected.drop(type);
            }
        }
        return control;
    }

    /**
     * What this look reads and its documents will not show: it was left to a job, or the live index is one that cannot be written
     * to any more. Durable before the position that passes it.
     *
     * @param from lowest transaction that may be among it; 0 where the log skipped some, which a position may have passed
     */
    private Control riding(Control before, Slice slice, long from, AffectedDocuments affected) {
        if (slice.rows() == 0) {
            return before;
        }
        Control control = before;
        Routes routes = new Routes(serving, before);
        for (String type : types.names()) {
            Target target = control.target(type);
            if (target.live() != null && (affected.dropped(type) || routes.live(type) == null)) {
                Target.Riding more = new Target.Riding(
                        from,
                        slice.lastXid(),
                        slice.operations().within(types.plan(type).tables()));
                control = control.with(type, target.riding(more));
            }
        }
        return control;
    }

    /** What is to be done, why, and how long it takes at the rate of the last rebuild. */
    private String cost(String type, int found, Delta delta, SharedSnapshot snapshot) {
        long documents = standing.documents(type, snapshot);
        double perSecond = parts.rebuilds().newest(type).perSecond();
        String time = perSecond > 0
                ? ", about " + Math.max(1, Math.round(documents / perSecond)) + " s at " + Math.round(perSecond)
                        + " documents a second"
                : "";
        return "threshold: " + found + " or more documents of " + type + " changed, by " + delta.words()
                + "; rebuilds about " + documents + time;
    }

    /** What this cycle writes: a type that only a pending job knows is left to that job, whose chunks read later. */
    private Map<String, List<Key>> documents(AffectedDocuments affected, Control control) {
        Routes routes = new Routes(serving, control);
        Map<String, List<Key>> documents = new LinkedHashMap<>();
        for (String type : types.names()) {
            if (!routes.indices(type).isEmpty() && affected.count(type) > 0) {
                documents.put(type, List.copyOf(affected.of(type)));
            }
        }
        return documents;
    }

    /** With documents to write it is a cycle, which is counted, and told as a span. */
    private Look cycle(
            Turn turn, Control before, Map<String, List<Key>> documents, TroubledList troubled, boolean moved)
            throws InterruptedException {
        if (documents.isEmpty()) {
            return settle(turn, before, documents, troubled, moved);
        }
        long count = documents.values().stream().mapToLong(List::size).sum();
        try (Span span = parts.traces().begin("cycle", turn.began())) {
            span.with("document_count", count)
                    .with("log_rows", turn.slice().rows())
                    .with("transactions", turn.slice().transactions());
            try {
                parts.work().trace(span);
                Look look = settle(turn, before, documents, troubled, moved);
                phases.next(Phase.STATE);
                Figures figures = parts.figures();
                phases.beside(Phase.COMPOSE, figures.sinceBegin("compose_time"));
                phases.beside(Phase.BULK, figures.sinceBegin("es_time"));
                phases.beside(Phase.REFRESH, figures.sinceBegin("refresh_time"));
                parts.metrics().done(Duration.ofNanos(System.nanoTime() - turn.start()), phases.took());
                return look;
            } catch (RuntimeException e) {
                span.failed(e);
                parts.metrics().failed(e);
                throw e;
            } finally {
                parts.work().trace(Span.OFF);
            }
        }
    }

    private Look settle(
            Turn turn, Control before, Map<String, List<Key>> documents, TroubledList troubled, boolean moved)
            throws InterruptedException {
        Control control = before;
        boolean closing = turn.closing() && turn.slice().complete();
        Settlement settlement = new Settlement();
        if (!documents.isEmpty()) {
            parts.board()
                    .writes(documents.values().stream().mapToInt(List::size).sum());
            Promise promise = new Promise(control, documents, settlement);
            control = indexed(turn, promise, troubled);
            measure(turn, control, documents.keySet());
        }
        if (!settlement.gone.isEmpty()) {
            control = standing.lost(control, settlement.gone);
        }
        boolean wrote = !documents.isEmpty();
        // Durable before the swap and before the marker: what a reader of the new index or a restart must know of.
        List<FailedDocument> failed = advance.troubled(settlement, troubled, control.generation());
        boolean recorded = turn.slice().rows() > 0 || moved || wrote;
        control = advance.advance(turn, control, new Advance.Done(documents, settlement, failed), recorded);
        covered = recorded ? turn.next() : covered;
        parts.board().troubled(troubled.write(TROUBLED_SHOWN));
        parts.metrics().troubled(troubled.byType(types.names()));
        if (wrote) {
            parts.written().run();
        }
        Routes written = new Routes(serving, control);
        parts.rebuilds().answered(type -> !written.indices(type).isEmpty(), failed);
        if (closing) {
            control = parts.rebuilds().close(book, control, turn.snapshot(), turn.next());
        }
        if (turn.slice().complete() && standing.mayFill(turn.snapshot())) {
            control = parts.rebuilds().claim(book, control, turn.next());
        }
        last = control;
        parts.horizon().looked(turn.next(), control, troubled.ids(), turn.seen());
        parts.board().types(TypeStates.of(types, control, parts.rebuilds()));
        boolean again = closing
                || !turn.slice().complete()
                || !settlement.gone.isEmpty()
                || parts.rebuilds().ready();
        LOG.debug("event=look wrote={} recorded={} generation={}", wrote, recorded, control.generation());
        Routes routes = new Routes(serving, control);
        return new Look(
                turn.next(),
                again,
                null,
                troubled.nextDue(type -> !routes.indices(type).isEmpty()));
    }

    /** How long it took until what was committed is searchable. */
    private void measure(Turn turn, Control control, Set<String> written) {
        Instant now = parts.clock().instant();
        Instant before = parts.horizon().at();
        for (Delta.Timed transaction : turn.delta().timed()) {
            Instant last = transaction.last();
            Instant since = before != null && before.isAfter(last) ? before : last;
            Duration took = since.isBefore(now) ? Duration.between(since, now) : Duration.ZERO;
            for (String type : serving.showing(transaction.tables())) {
                if (written.contains(type) && !control.target(type).carries()) {
                    parts.freshness().searchable(type, took);
                }
            }
        }
    }

    /** What a cycle is about to write, and what becomes of it. */
    private record Promise(Control control, Map<String, List<Key>> documents, Settlement settlement) {}

    /** Generation, promise, fan-out; again above a foreign writer's version, as often as needed within bounds. */
    private Control indexed(Turn turn, Promise promise, TroubledList troubled) throws InterruptedException {
        Control control = promise.control();
        Map<String, List<Key>> documents = promise.documents();
        parts.work().begin(turn.snapshot());
        try {
            for (int round = 0; round < FOREIGN_ROUNDS && !documents.isEmpty(); round++) {
                control = advance.promise(
                        turn, control, promise.settlement().foreignVersion, IdList.flatten(promise.documents()));
                Routes routes = new Routes(serving, control);
                phases.next(Phase.STATE);
                Settlement one = fanOut.run(turn.snapshot(), control.generation(), documents, routes);
                phases.next(Phase.INDEX);
                documents = again(one);
                one.foreign.clear();
                one.settled.removeAll(one.troubled.keySet());
                troubled.cured(one.settled, control.generation());
                promise.settlement().add(one);
            }
        } finally {
            parts.work().end(turn.snapshot());
        }
        if (!documents.isEmpty()) {
            throw new IllegalStateException("somebody else keeps overwriting documents; "
                    + "stop whatever writes to the indices behind " + documents.keySet());
        }
        return control;
    }

    private static Map<String, List<Key>> again(Settlement settlement) {
        Map<String, List<Key>> documents = new LinkedHashMap<>();
        settlement.foreign.forEach(id ->
                documents.computeIfAbsent(id.type(), any -> new ArrayList<>()).add(id.key()));
        if (!documents.isEmpty()) {
            LOG.warn("event=foreign_writes count={} version={}", settlement.foreign.size(), settlement.foreignVersion);
        }
        return documents;
    }

    /**
     * One turn, as far as it was read.
     *
     * @param began by the clock
     * @param start in nanoseconds of {@link System#nanoTime}
     * @param seen what the snapshot shows, and since when it may; null where the log, or what was read of it, tells less
     * @param snapshot open until the turn ends
     * @param closing whether a rebuild had filled its index before the snapshot was taken
     * @param referencing documents found over edges
     * @param invalidated documents found in all
     * @param next position after it
     */
    record Turn(
            Instant began,
            long start,
            Horizon.@Nullable Seen seen,
            SharedSnapshot snapshot,
            boolean closing,
            Slice slice,
            Delta delta,
            long referencing,
            long invalidated,
            Position next) {

        Result.Changes changes() {
            return delta.changes(slice);
        }
    }
}
