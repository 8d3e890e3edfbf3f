package tidemark.sandbox.demo;

import java.io.IOException;
import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import tidemark.sandbox.sample.Report;

/** What the demo plays: a database, what happens in it, and who knows what is true of it. One thread's. */
interface Scene {

    /** Name of the database, and of the example of configuration. */
    String name();

    /** What is loaded, for people. */
    String words();

    /** Makes and fills its tables. */
    void load(Connection connection) throws SQLException;

    /** How many documents each type must have, by SQL. */
    Map<String, Long> documents(Connection connection) throws SQLException;

    /** Waits until all is true; the report says what is not. */
    Report check(URI elasticsearch, Connection connection, Duration patience)
            throws SQLException, IOException, InterruptedException;

    /** A transaction of which it is known how many documents show it. */
    Edit counted(Connection connection) throws SQLException;

    /** Some transaction. */
    Edit next(Connection connection) throws SQLException;

    /** A search that is worth trying, below the address of Elasticsearch. */
    String search();

    /** What is going on meanwhile, for people. */
    String meanwhile();
}
