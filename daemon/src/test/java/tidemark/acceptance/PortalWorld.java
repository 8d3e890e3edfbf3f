package tidemark.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tidemark.sandbox.portal.Portal;
import tidemark.sandbox.portal.PortalChecker;
import tidemark.sandbox.portal.PortalEdits;
import tidemark.sandbox.portal.PortalSession;
import tidemark.sandbox.sample.Report;

/** A world with an object store in it, the configuration of {@code config/examples/portal.yaml}, and the checker. */
record PortalWorld(World world) implements AutoCloseable {
    static final Path EXAMPLE = Path.of(System.getProperty("basedir", "."), "../config/examples/portal.yaml")
            .toAbsolutePath()
            .normalize();
    static final String READER = "tidemark_reader";

    /** With a few thousand objects, and a daemon that may only read. */
    static PortalWorld load(String name) {
        return with(name, connection -> Portal.load(connection, Drill.seed()));
    }

    /** The same with these tables and objects. */
    static PortalWorld with(String name, Preparation preparation) {
        World world = World.of(name, EXAMPLE);
        try (Connection connection = world.database().connect()) {
            preparation.of(connection);
            onlyReading(connection);
        } catch (SQLException e) {
            throw new IllegalStateException("the portal cannot be loaded", e);
        }
        world.set("TIDEMARK_POSTGRES_USER", READER);
        return new PortalWorld(world);
    }

    /** Fills a database. */
    interface Preparation {
        void of(Connection connection) throws SQLException;
    }

    private static void onlyReading(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("DO $$ BEGIN CREATE ROLE " + READER + " LOGIN;"
                    + " EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$");
            statement.execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO " + READER);
        }
    }

    /** Starts a daemon, and waits until all is indexed. */
    DaemonProcess indexed() {
        DaemonProcess daemon = world.run();
        world.awaitFilled(PortalChecker.TYPES, Drill.SOON);
        return daemon;
    }

    /** What a transaction of the application does. */
    interface Work {
        void in(PortalSession session) throws SQLException;
    }

    /** One transaction of the application; returns its id. */
    long commit(Work work) {
        try (Connection connection = world.database().connect()) {
            connection.setAutoCommit(false);
            PortalSession session = new PortalSession(connection);
            work.in(session);
            return session.commit();
        } catch (SQLException e) {
            throw new IllegalStateException("the application's transaction failed", e);
        }
    }

    /** A transaction that wrote this into {@code data}, null for nothing; returns its id. */
    long commitData(@Nullable String data) {
        try (Connection connection = world.database().connect()) {
            connection.setAutoCommit(false);
            return new PortalSession(connection).commit(data);
        } catch (SQLException e) {
            throw new IllegalStateException("the application's transaction failed", e);
        }
    }

    /** A transaction of an application whose table gives it no id. */
    void commitWithoutXid() {
        world.commit("INSERT INTO transactions (tid, data) VALUES (gen_random_uuid(), NULL)");
    }

    /** Random transactions; returns how often each kind was committed. */
    Map<String, Integer> edit(int writers, int commits, long seed) {
        try {
            return PortalEdits.run(
                    world.database()::connect, new PortalEdits.Options(writers, commits, seed, Duration.ofSeconds(2)));
        } catch (SQLException e) {
            throw new IllegalStateException("the edits failed; seed " + seed, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** Waits until no document differs from the database, for as long as changes may be on their way. */
    void assertNoDifferences(Duration patience) {
        try (Connection connection = world.database().connect()) {
            Report report =
                    new PortalChecker(world.elasticsearch(), world.prefix()).checkUntilTrue(connection, patience);
            assertThat(report.differences())
                    .as("%s; logs in %s", report, world.logs())
                    .isEmpty();
        } catch (SQLException | IOException e) {
            throw new IllegalStateException("the checker failed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    @Override
    public void close() {
        world.close();
    }
}
