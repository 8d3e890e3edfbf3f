package tidemark.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tidemark.capture.ChangeLog;
import tidemark.change.Key;
import tidemark.change.Position;
import tidemark.change.Watermark;
import tidemark.change.Witness;
import tidemark.cycle.Types;
import tidemark.index.Documents;
import tidemark.index.IndexMeta;
import tidemark.index.Indices;
import tidemark.lifecycle.Unavailable;
import tidemark.plan.DocumentPlan;
import tidemark.rebuild.JobRequests;
import tidemark.snapshot.SharedSnapshot;
import tidemark.snapshot.Snapshots;
import tidemark.snapshot.Source;
import tidemark.state.Control;
import tidemark.state.Names;
import tidemark.state.PositionJson;
import tidemark.state.StateStore;
import tidemark.state.Target;
import tidemark.state.Versioned;
import tidemark.verification.Sweep;
import tidemark.verification.Verifier;

/**
 * What a comparison of index and database needs of the rest: the durable state, read anew each time, so that it may run in the
 * daemon or in a process of its own.
 */
final class Comparison implements Verifier.World, Sweep.Subjects {

    private static final Logger LOG = LoggerFactory.getLogger(Comparison.class);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long LOOK_AGAIN_MILLIS = 50;

    /**
     * What it joins.
     *
     * @param requests where repair is asked for
     * @param stop ends its waiting
     */
    record Parts(
            Types types,
            Source source,
            Snapshots snapshots,
            StateStore store,
            ChangeLog log,
            Indices indices,
            Documents documents,
            JobRequests requests,
            Clock clock,
            CountDownLatch stop) {}

    private final Parts parts;
    private final boolean repair;

    Comparison(Parts parts, boolean repair) {
        this.parts = parts;
        this.repair = repair;
    }

    @Override
    public List<String> types() {
        return List.copyOf(parts.types().names());
    }

    @Override
    public Optional<Sweep.Subject> find(String type) {
        Target target = target(type);
        String live = trueIndex(target);
        if (live == null) {
            return Optional.empty();
        }
        Optional<DocumentPlan> plan =
                Objects.equals(target.livePlan(), parts.types().hash(type))
                        ? Optional.of(parts.types().plan(type))
                        : parts.indices().meta(live).map(IndexMeta::documents);
        return plan.map(documents -> new Sweep.Subject(
                live, new Verifier(parts.snapshots(), parts.documents(), this, documents, live, repair)));
    }

    @Override
    public boolean serves(String type, String index) {
        return index.equals(trueIndex(target(type)));
    }

    private Target target(String type) {
        Control control = Control.read(body(Names.INDEXER));
        return control == null ? Target.NONE : control.target(type);
    }

    private static @Nullable String trueIndex(Target target) {
        return target.stale() == null ? target.live() : null;
    }

    private @Nullable ObjectNode body(String name) {
        Map<String, Versioned> read = parts.store().read(name);
        Versioned found = read.get(name);
        return found == null ? null : found.body();
    }

    @Override
    public boolean awaitCovered(SharedSnapshot snapshot) throws InterruptedException {
        long until = System.nanoTime() + PATIENCE.toNanos();
        Position first = marker();
        if (first == null) {
            return false;
        }
        List<Long> open =
                parts
                        .log()
                        .uncovered(
                                snapshot.connection(),
                                snapshot.moment(),
                                first,
                                parts.clock().instant())
                        .stream()
                        .map(Witness::xid)
                        .toList();
        Watermark now = first.watermark();
        while (!open.stream().allMatch(now::covers)) {
            boolean stopped = parts.stop().await(LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
            Position next = marker();
            if (stopped || next == null || System.nanoTime() > until) {
                return false;
            }
            now = next.watermark();
        }
        return true;
    }

    private @Nullable Position marker() {
        ObjectNode marker = body(Names.MARKER);
        try {
            return marker == null ? null : PositionJson.read(marker.path("position"));
        } catch (IllegalArgumentException e) {
            LOG.info("event=marker_unreadable message=\"{}\"", e.getMessage());
            return null;
        }
    }

    @Override
    public List<Optional<Key>> keys(DocumentPlan plan, List<String> texts) {
        return Keys.read(parts.source(), plan.root(), texts);
    }

    @Override
    public Set<String> troubled(String type) {
        Set<String> keys = new HashSet<>();
        JsonNode list = body(Names.TROUBLED);
        if (list != null) {
            for (JsonNode entry : list.path("list")) {
                if (entry.path("type").asText().equals(type)) {
                    keys.add(entry.path("key").asText());
                }
            }
        }
        return keys;
    }

    @Override
    public void rewrite(String type, Collection<Key> keys) {
        JobRequests.Reply reply = parts.requests()
                .start(new JobRequests.Wanted(
                        null,
                        List.of(type),
                        keys.stream().map(Key::text).toList(),
                        JsonNodeFactory.instance.objectNode().put("by", "verification")));
        if (reply instanceof JobRequests.Refused refused) {
            throw new Unavailable(Unavailable.Server.ELASTICSEARCH, "repair must wait: " + refused.message(), null);
        }
    }
}
