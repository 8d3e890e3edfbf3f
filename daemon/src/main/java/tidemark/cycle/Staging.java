package tidemark.cycle;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tidemark.change.DocumentId;
import tidemark.state.Book;
import tidemark.state.Control;
import tidemark.state.Names;
import tidemark.state.Staged;
import tidemark.state.StateLost;

/**
 * Hands finished cycles on to secondary indexers: a group of ids for each, durable before the marker moves past it, and {@code
 * type:*} when another index serves. Of the loop's thread.
 */
public final class Staging {

    private static final Logger LOG = LoggerFactory.getLogger(Staging.class);

    /** Groups that are kept at most, whatever their size. */
    static final int MOST_GROUPS = 10_000;

    /** Groups that are removed at a time. */
    private static final int REMOVED_AT_ONCE = 500;

    /** What stands for all documents of a type. */
    public static final String ALL = "*";

    private final boolean used;
    private final Types types;
    private final long mostIds;
    private final LongSupplier taken;
    private final Supplier<List<String>> audited;
    private final Consumer<Staged> staged;
    private final Clock clock;

    /**
     * Staging.
     *
     * @param used whether anybody follows; otherwise nothing is written
     * @param mostIds ids that are kept at most: a follower that misses groups is told to take everything
     * @param taken number of the first group that some follower has not taken
     * @param audited documents that were audited after they had been handed on
     * @param staged told what is staged when there is a new group
     */
    public Staging(
            boolean used,
            Types types,
            long mostIds,
            LongSupplier taken,
            Supplier<List<String>> audited,
            Consumer<Staged> staged,
            Clock clock) {
        this.used = used;
        this.types = types;
        this.mostIds = mostIds;
        this.taken = taken;
        this.audited = audited;
        this.staged = staged;
        this.clock = clock;
    }

    /** Whether anybody follows. */
    boolean used() {
        return used;
    }

    /** What a cycle is about to write, before the first document. In a request of its own: it may be large. */
    void prepare(Book book, long xmin, Set<DocumentId> ids) {
        if (used) {
            LinkedHashMap<String, ObjectNode> bodies = new LinkedHashMap<>();
            bodies.put(
                    Names.PREPARED, list(xmin, ids.stream().map(Staging::text).toList()));
            book.writeAll(bodies);
        }
    }

    /** As followers know a document: by the id that it has in the index. */
    private static String text(DocumentId id) {
        return id.type() + ":" + id.key().documentId();
    }

    /**
     * What a cycle wrote, and what another index shows, is durable on return. A cycle that is cut off after this is run again, and
     * staged again.
     *
     * @param xmin of the cycle's snapshot
     * @param ids written or deleted
     */
    void stage(Book book, long xmin, Set<DocumentId> ids, Control control) {
        Staged before = Staged.read(book.body(Names.STAGED));
        if (!used) {
            leave(book, before);
            return;
        }
        Map<String, String> live = new TreeMap<>(before.live());
        Set<String> told = new LinkedHashSet<>();
        for (String type : types.names()) {
            String now = control.target(type).live();
            if (now != null && !now.equals(live.put(type, now))) {
                told.add(type + ":" + ALL);
            }
        }
        told.addAll(audited.get());
        ids.forEach(id -> told.add(text(id)));
        List<String> list = withoutNamed(told);
        if (list.isEmpty()) {
            return;
        }
        String name = Staged.name(before.next());
        Staged after = before.with(list.size(), live);
        Staged kept = after.from(taken.getAsLong()).within(mostIds, MOST_GROUPS);
        // One that a cycle left here that was cut off is written over.
        book.read(List.of(name));
        ObjectNode there = book.body(name);
        if (there != null && there.path("generation").asLong() > control.generation()) {
            throw new StateLost("another daemon has staged " + name);
        }
        LinkedHashMap<String, ObjectNode> bodies = new LinkedHashMap<>();
        bodies.put(name, list(xmin, list).put("generation", control.generation()));
        book.writeAll(bodies);
        bodies.clear();
        bodies.put(Names.STAGED, kept.write());
        book.writeAll(bodies);
        if (kept.first() > Math.max(before.first(), taken.getAsLong())) {
            LOG.warn(
                    "event=staged_dropped groups={} runbook=ops/runbook.md#followups",
                    kept.first() - Math.max(before.first(), taken.getAsLong()));
        }
        remove(book, before.first(), kept.first());
        staged.accept(kept);
    }

    /** Without the ids of types of which all documents are told of. */
    private static List<String> withoutNamed(Set<String> told) {
        Set<String> all = told.stream().filter(id -> id.endsWith(":" + ALL)).collect(Collectors.toSet());
        return told.stream()
                .filter(id -> all.contains(id) || !all.contains(id.substring(0, id.indexOf(':') + 1) + ALL))
                .toList();
    }

    /** What was staged for those who followed once is of no use: they have missed what comes now. */
    private static void leave(Book book, Staged before) {
        if (!before.counts().isEmpty() || !before.live().isEmpty()) {
            LinkedHashMap<String, ObjectNode> bodies = new LinkedHashMap<>();
            bodies.put(Names.STAGED, before.left().write());
            book.writeAll(bodies);
            remove(book, before.first(), before.next());
        }
    }

    /** What nobody waits for any more, or what nobody can wait for: the list is bounded on disk. */
    private static void remove(Book book, long from, long to) {
        for (long at = from; at < to; at += REMOVED_AT_ONCE) {
            List<String> names = LongStream.range(at, Math.min(to, at + REMOVED_AT_ONCE))
                    .mapToObj(Staged::name)
                    .toList();
            book.read(names);
            book.delete(names);
        }
    }

    private ObjectNode list(long xmin, List<String> ids) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ArrayNode list = json.putArray("list");
        list.add("xmin:" + xmin);
        ids.forEach(list::add);
        return json.put("count", ids.size()).put("timestamp", clock.instant().toString());
    }
}
