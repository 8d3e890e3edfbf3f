package tidemark.app;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tidemark.config.Configuration;
import tidemark.cycle.StatusBoard;
import tidemark.http.Problem;
import tidemark.http.Published;

/** What a daemon shows of itself, from its first moment on. */
final class Shown implements Published {

    private final Supplier<Configuration> configuration;
    private final StatusBoard board;
    private final Supplier<@Nullable Assembly> running;

    /** Of a daemon whose parts are there once it is connected. */
    Shown(Supplier<Configuration> configuration, StatusBoard board, Supplier<@Nullable Assembly> running) {
        this.configuration = configuration;
        this.board = board;
        this.running = running;
    }

    /**
     * The parts.
     *
     * @throws Problem if the daemon is not connected yet
     */
    static Assembly connected(Supplier<@Nullable Assembly> running) {
        Assembly now = running.get();
        if (now == null) {
            throw Problem.notConnected();
        }
        return now;
    }

    @Override
    public ObjectNode indexer() {
        Assembly now = running.get();
        ObjectNode json = board.json();
        if (now != null && !configuration.get().followUps().isEmpty()) {
            json.set("followups", now.followUps());
        }
        return json;
    }

    @Override
    public @Nullable ObjectNode followUp(String title) {
        boolean known = configuration.get().followUps().stream()
                .anyMatch(spec -> spec.title().equals(title));
        return known ? connected(running).followUp(title) : null;
    }

    @Override
    public ObjectNode health() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("live", board.heartbeat().alive()).put("ready", board.ready());
        json.set("dependencies", board.dependencies());
        return json;
    }

    @Override
    public ObjectNode troubled() {
        return board.troubled();
    }

    @Override
    public ObjectNode verification() {
        return connected(running).verification();
    }
}
