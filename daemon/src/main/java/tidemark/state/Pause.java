package tidemark.state;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The wish of people that nothing be indexed for a while. An object of the state: it outlives a restart, and holds for whichever
 * daemon leads. Any thread; each method throws {@link tidemark.lifecycle.Unavailable} if Elasticsearch is away.
 */
public final class Pause {

    private final StateStore store;
    private final Clock clock;

    /** In this state. */
    public Pause(StateStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /**
     * Asks for it. A second wish gives another reason.
     *
     * @return {@code {reason, since}}
     * @throws StateLost if somebody else changed it at the same time
     */
    public ObjectNode begin(String reason) {
        store.ensure();
        Versioned before = store.read(Names.PAUSED).get(Names.PAUSED);
        String since = before == null
                ? clock.instant().toString()
                : before.body().path("since").asText();
        ObjectNode body = Json.object().put("reason", reason).put("since", since);
        written(store.write(StateWrite.put(Names.PAUSED, before, body)));
        return body;
    }

    /**
     * Takes the wish back.
     *
     * @return what it was; null if nothing was paused
     * @throws StateLost if somebody else changed it at the same time
     */
    public @Nullable ObjectNode end() {
        Versioned before = store.read(Names.PAUSED).get(Names.PAUSED);
        if (before == null) {
            return null;
        }
        written(store.write(List.of(StateWrite.delete(before))).get(0));
        return before.body();
    }

    private static void written(StateResult result) {
        if (!result.done()) {
            throw new StateLost("somebody else paused or resumed at the same time");
        }
    }
}
