package tidemark.telemetry;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * What becomes of documents on their way to an index, by type. At every moment, and so in every scrape,
 *
 * <pre>read = written + superseded + deleted + troubled + in flight</pre>
 *
 * since one lock per type is held over each change and each reading, and what is in flight is what is left of the others. A try
 * that came to nothing (a server away, a foreign write, an index that is gone) ends no document: it stays in flight, and when
 * as many of its type enter a later batch, they are not read again. They are told apart by number, not by id.
 */
public final class DocumentFlow implements Metrics.Source {

    private final Map<String, OfType> types = new ConcurrentSkipListMap<>();

    /** Of these types. */
    DocumentFlow(Collection<String> types) {
        know(types);
    }

    /** There are these types, too: a configuration may be read again. */
    void know(Collection<String> more) {
        more.forEach(type -> types.computeIfAbsent(type, any -> new OfType()));
    }

    private static final class OfType {
        private long read;
        private long written;
        private long superseded;
        private long deleted;
        private long troubled;
        private long foreign;
        private long again;

        synchronized void entered(long documents) {
            long known = Math.min(again, documents);
            again -= known;
            read += documents - known;
        }

        synchronized void over(Ended ended) {
            written += ended.written();
            superseded += ended.superseded();
            deleted += ended.deleted();
            troubled += ended.troubled();
            foreign += ended.foreign();
            again += ended.unended();
        }

        synchronized void read(String type, Readings into) {
            into.put(Family.DOCUMENTS_READ, read, type);
            into.put(Family.DOCUMENTS_WRITTEN, written, type);
            into.put(Family.DOCUMENTS_SUPERSEDED, superseded, type);
            into.put(Family.DOCUMENTS_DELETED, deleted, type);
            into.put(Family.DOCUMENTS_TROUBLED, troubled, type);
            into.put(Family.DOCUMENTS_IN_FLIGHT, read - written - superseded - deleted - troubled, type);
            into.put(Family.DOCUMENTS_RIDING_AGAIN, again, type);
            into.put(Family.DOCUMENTS_FOREIGN, foreign, type);
        }
    }

    /**
     * How a batch ended.
     *
     * @param foreign those of the unended that somebody else had written
     * @param unended those that ride again
     */
    public record Ended(long written, long superseded, long deleted, long troubled, long foreign, long unended) {}

    /** Documents enter a batch. */
    public void entered(String type, long documents) {
        of(type).entered(documents);
    }

    /** A batch is over; each document that entered it is in exactly one of the numbers. */
    public void over(String type, Ended ended) {
        of(type).over(ended);
    }

    private OfType of(String type) {
        OfType found = types.get(type);
        if (found == null) {
            throw new IllegalArgumentException("no such type: " + type);
        }
        return found;
    }

    @Override
    public void read(Readings into) {
        types.forEach((type, one) -> one.read(type, into));
    }
}
