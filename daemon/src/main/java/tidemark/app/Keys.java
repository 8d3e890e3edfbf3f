package tidemark.app;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tidemark.change.Key;
import tidemark.cycle.Types;
import tidemark.document.KeyScan;
import tidemark.plan.DocumentPlan;
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
        return read(source, types.plan(type), texts);
    }

    /** The keys of a plan's root that these texts are, as the database spells them. */
    static List<Optional<Key>> read(Source source, DocumentPlan plan, List<String> texts) {
        List<Key> parsed = new ArrayList<>();
        List<Boolean> possible = new ArrayList<>();
        for (String text : texts) {
            possible.add(parse(text, plan.root().key().size(), parsed));
        }
        try (Connection connection = source.open()) {
            List<Optional<Key>> spelled = new KeyScan(plan).canonical(connection, parsed);
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
