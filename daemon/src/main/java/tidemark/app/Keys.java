package tidemark.app;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tidemark.change.Key;
import tidemark.cycle.Types;
import tidemark.document.KeySpelling;
import tidemark.plan.PlanNode;
import tidemark.rebuild.JobRequests;
import tidemark.snapshot.Source;

/** Whether a text can be a key, as the database reads it. Any thread; each call opens a connection. */
final class Keys implements JobRequests.KeyCheck {

    private final Types types;
    private final Source source;

    Keys(Types types, Source source) {
        this.types = types;
        this.source = source.named("tidemark requests");
    }

    @Override
    public List<Optional<Key>> read(String type, List<String> texts) {
        return read(source, types.plan(type).root(), texts);
    }

    /** The key of a node's table that a text is, as the database spells it; empty if it cannot be one. */
    Optional<Key> read(PlanNode node, String text) {
        return read(source, node, List.of(text)).get(0);
    }

    /** The keys of a node's table that these texts are, as the database spells them. */
    static List<Optional<Key>> read(Source source, PlanNode node, List<String> texts) {
        List<Key> parsed = new ArrayList<>();
        List<Boolean> possible = new ArrayList<>();
        for (String text : texts) {
            possible.add(parse(text, node.key().size(), parsed));
        }
        try (Connection connection = source.open()) {
            List<Optional<Key>> spelled = new KeySpelling(node).of(connection, parsed);
            List<Optional<Key>> keys = new ArrayList<>();
            int next = 0;
            for (boolean one : possible) {
                keys.add(one ? spelled.get(next++) : Optional.empty());
            }
            return keys;
        } catch (SQLException e) {
            throw new IllegalStateException("closing a connection failed", e);
        }
    }

    private static boolean parse(String text, int columns, List<Key> into) {
        try {
            return into.add(Key.parse(text, columns));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
