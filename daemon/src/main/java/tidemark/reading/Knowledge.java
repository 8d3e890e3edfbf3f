package tidemark.reading;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tidemark.change.Position;
import tidemark.cycle.Horizon;
import tidemark.state.Control;
import tidemark.state.Names;
import tidemark.state.PositionJson;
import tidemark.state.StateStore;
import tidemark.state.Versioned;

/** How far indexing is: of a daemon that leads what it knows, of one that stands by what the state says. Any thread. */
public final class Knowledge {

    private final Horizon horizon;
    private final StateStore store;

    /** From these. */
    public Knowledge(Horizon horizon, StateStore store) {
        this.horizon = horizon;
        this.store = store;
    }

    /**
     * What is known.
     *
     * @param position how far the log was consumed
     * @param control where documents go
     */
    record Known(Position position, Control control) {}

    /**
     * Now; null before anything was ever indexed.
     *
     * @throws tidemark.lifecycle.Unavailable if Elasticsearch is asked and away
     */
    @Nullable
    Known now() {
        Horizon.Reached reached = horizon.reached();
        if (reached != null) {
            return new Known(reached.position(), reached.control());
        }
        Versioned indexer = store.read(Names.INDEXER).get(Names.INDEXER);
        ObjectNode body = indexer == null ? null : indexer.body();
        Control control = Control.read(body);
        if (control == null || !Objects.requireNonNull(body).path("position").isObject()) {
            return null;
        }
        return new Known(PositionJson.read(body.get("position")), control);
    }
}
