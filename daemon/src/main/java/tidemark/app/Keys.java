package tidemark.app;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tidemark.change.Key;
import tidemark.cycle.Types;
import tidemark.document.KeyScan;
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
        KeyScan scan = new KeyScan(types.plan(type));
        int columns = types.plan(type).root().key().size();
        List<Optional<Key>> keys = new ArrayList<>();
        try (Connection connection = source.open()) {
            for (String text : texts) {
                keys.add(read(scan, connection, text, columns));
            }
            return keys;
        } catch (SQLException e) {
            throw new IllegalStateException("closing a connection failed", e);
        }
    }

    private static Optional<Key> read(KeyScan scan, Connection connection, String text, int columns) {
        Key key;
        try {
            key = Key.parse(text, columns);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        return scan.canonical(connection, key);
    }
}
