package tidemark.followup;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tidemark.lifecycle.Backoff;
import tidemark.state.Staged;
import tidemark.state.StateStore;

/** All secondary indexers of a daemon. */
public final class FollowUps implements AutoCloseable {

    private static final Backoff BACKOFF = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(5));

    private final List<Follower> followers = new ArrayList<>();

    /**
     * Secondary indexers, not yet started.
     *
     * @param indexers by title
     * @param types names of the primary's types
     * @param leads only a leader takes groups
     * @param fatal told of an {@link Error}
     */
    public FollowUps(
            Map<String, SecondaryIndexer> indexers,
            Set<String> types,
            StateStore store,
            BooleanSupplier leads,
            Clock clock,
            Consumer<Throwable> fatal) {
        this(indexers, types, new Follower.Tools(store, leads, BACKOFF, clock, fatal));
    }

    FollowUps(Map<String, SecondaryIndexer> indexers, Set<String> types, Follower.Tools tools) {
        new TreeMap<>(indexers).forEach((title, indexer) -> followers.add(new Follower(title, indexer, types, tools)));
    }

    /** Begins. */
    public void start() {
        followers.forEach(Follower::start);
    }

    /** There may be something to do. Any thread. */
    public void wake() {
        followers.forEach(Follower::wake);
    }

    /** There is a new group. Any thread. */
    public void staged(Staged now) {
        followers.forEach(follower -> follower.staged(now));
    }

    /** Whether there is any. */
    public boolean any() {
        return !followers.isEmpty();
    }

    /** Number of the first group that some of them have not taken. Any thread. */
    public long taken() {
        return followers.stream().mapToLong(Follower::next).min().orElse(Long.MAX_VALUE);
    }

    /** How one of them stands; null for an unknown title. Any thread. */
    public @Nullable ObjectNode json(String title) {
        return followers.stream()
                .filter(follower -> follower.title().equals(title))
                .findFirst()
                .map(Follower::json)
                .orElse(null);
    }

    /** Status and lag of each, by title. Any thread. */
    public ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        for (Follower follower : followers) {
            ObjectNode one = follower.json();
            ObjectNode brief = json.putObject(follower.title());
            brief.put("status", one.path("status").asText());
            brief.set("lag", one.path("lag").isObject() ? one.get("lag") : JsonNodeFactory.instance.objectNode());
        }
        return json;
    }

    @Override
    public void close() throws InterruptedException {
        for (Follower follower : followers) {
            follower.close();
        }
    }
}
