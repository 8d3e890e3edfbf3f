package tidemark.cycle;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import tidemark.change.DocumentId;

/** What became of the documents of a cycle. Filled by one thread; workers return one each. */
final class Settlement {

    /** Documents that an index refused, or that could not be composed. */
    final Map<DocumentId, Failure> troubled = new LinkedHashMap<>();

    /** Documents that somebody else overwrote at a higher version; to be written again above it. */
    final Set<DocumentId> foreign = new LinkedHashSet<>();

    /** Physical indices that are gone. */
    final Set<String> gone = new LinkedHashSet<>();

    /** Documents that every index they go to has taken. */
    final Set<DocumentId> settled = new LinkedHashSet<>();

    long written;
    long deleted;
    long superseded;
    long foreignVersion;

    /** Why, and which index refused it; empty where composing failed. */
    record Failure(String reason, String index) {}

    void add(Settlement other) {
        troubled.putAll(other.troubled);
        foreign.addAll(other.foreign);
        gone.addAll(other.gone);
        settled.addAll(other.settled);
        written += other.written;
        deleted += other.deleted;
        superseded += other.superseded;
        foreignVersion = Math.max(foreignVersion, other.foreignVersion);
    }
}
