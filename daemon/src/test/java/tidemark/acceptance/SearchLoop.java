package tidemark.acceptance;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** Searches every alias again and again, and remembers the fewest documents that a search found. */
final class SearchLoop implements AutoCloseable {
    private final AtomicBoolean ending = new AtomicBoolean();
    private final AtomicLong searches = new AtomicLong();
    private final Map<String, Long> fewest = new ConcurrentSkipListMap<>();
    private final Background<Long> loop;

    SearchLoop(Indices indices, List<String> types) {
        loop = Background.of("search-loop", () -> {
            while (!ending.get()) {
                for (String type : types) {
                    fewest.merge(type, indices.found(type), Math::min);
                }
                searches.incrementAndGet();
            }
            return searches.get();
        });
    }

    /** Ends the loop; a search that failed fails here. */
    Map<String, Long> fewest() {
        ending.set(true);
        Drill.figure("searches of every alias meanwhile", loop.join(Duration.ofMinutes(1)));
        return fewest;
    }

    @Override
    public void close() {
        ending.set(true);
    }
}
