package tidemark.capture;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import tidemark.lifecycle.Refusal;

/** Whether the change log that is installed is the one that this program works with. */
public final class LogVersion {

    private static final String INIT = "run tidemark init with this program and the configuration of the daemon";

    private final LogSchema schema;

    /** Of the log in this schema. */
    public LogVersion(LogSchema schema) {
        this.schema = schema;
    }

    /**
     * Asks.
     *
     * @throws Refusal if there is no log, or one of another version
     * @throws tidemark.lifecycle.Unavailable if the server is away
     */
    public void require(Connection connection) {
        try {
            if (!installed(connection)) {
                throw new Refusal("there is no change log in schema " + schema.schema(), INIT);
            }
            int version = version(connection);
            if (version != LogSchema.VERSION) {
                throw new Refusal(
                        "the change log in schema " + schema.schema() + " has version " + version
                                + ", this program works with " + LogSchema.VERSION,
                        version < LogSchema.VERSION ? INIT : "run the newer program");
            }
        } catch (SQLException e) {
            throw Failures.of("looking for the change log", e);
        }
    }

    /**
     * Whether there is a log, of whatever version.
     *
     * @throws tidemark.lifecycle.Unavailable if the server is away
     */
    public boolean there(Connection connection) {
        try {
            return installed(connection);
        } catch (SQLException e) {
            throw Failures.of("looking for the change log", e);
        }
    }

    private boolean installed(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT to_regclass(?) IS NOT NULL")) {
            statement.setString(1, schema.control());
            try (ResultSet row = statement.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    private int version(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT version FROM " + schema.control())) {
            return row.next() ? row.getInt(1) : 0;
        }
    }
}
