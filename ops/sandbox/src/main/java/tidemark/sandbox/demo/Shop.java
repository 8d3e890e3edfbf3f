package tidemark.sandbox.demo;

import java.io.IOException;
import java.net.URI;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tidemark.sandbox.chinook.Chinook;
import tidemark.sandbox.chinook.ChinookChecker;
import tidemark.sandbox.chinook.ChinookType;
import tidemark.sandbox.sample.Report;

/** Chinook, a music shop. */
final class Shop implements Scene {

    private @Nullable Trickle trickle;

    @Override
    public String name() {
        return "chinook";
    }

    @Override
    public String words() {
        return "Chinook, a music shop: eleven tables, some 15,000 rows";
    }

    @Override
    public void load(Connection connection) throws SQLException {
        Chinook.load(connection);
    }

    @Override
    public Map<String, Long> documents(Connection connection) throws SQLException {
        Map<String, Long> documents = new TreeMap<>();
        for (ChinookType type : ChinookType.values()) {
            String table = type.typeName().substring(0, 1).toUpperCase(Locale.ROOT)
                    + type.typeName().substring(1);
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("SELECT count(*) FROM \"" + table + "\"")) {
                row.next();
                documents.put(type.typeName(), row.getLong(1));
            }
        }
        return documents;
    }

    @Override
    public Report check(URI elasticsearch, Connection connection, Duration patience)
            throws SQLException, IOException, InterruptedException {
        return new ChinookChecker(elasticsearch, "").checkUntilTrue(connection, patience);
    }

    private Trickle trickle(Connection connection) {
        Trickle known = trickle;
        if (known == null) {
            known = new Trickle(connection, System.nanoTime());
            trickle = known;
        }
        return known;
    }

    @Override
    public Edit counted(Connection connection) throws SQLException {
        return trickle(connection).renameArtist();
    }

    @Override
    public Edit next(Connection connection) throws SQLException {
        return trickle(connection).next();
    }

    @Override
    public String search() {
        return "/track/_search?q=Album.Artist.Name:Queen&size=3&pretty";
    }

    @Override
    public String meanwhile() {
        return "the shop is open";
    }
}
