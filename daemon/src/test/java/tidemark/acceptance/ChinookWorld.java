package tidemark.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import tidemark.sandbox.Database;
import tidemark.sandbox.PostgresAddress;
import tidemark.sandbox.Servers;
import tidemark.sandbox.chinook.Chinook;
import tidemark.sandbox.chinook.ChinookChecker;
import tidemark.sandbox.chinook.ChinookEdits;
import tidemark.sandbox.sample.Report;

/** A world with Chinook in it, the configuration of {@code config/examples/chinook.yaml}, and the checker. */
record ChinookWorld(World world) implements AutoCloseable {
    static final List<String> TYPES = List.of("track", "invoice", "artist", "customer");
    static final Path EXAMPLE = Path.of(System.getProperty("basedir", "."), "../config/examples/chinook.yaml")
            .toAbsolutePath()
            .normalize();

    /** On the servers that all drills share. */
    static ChinookWorld load(String name) {
        return load(World.of(name, EXAMPLE));
    }

    /** On servers of the drill's own. */
    static ChinookWorld on(PostgresAddress postgres, URI elasticsearch, String name) {
        return load(World.on(postgres, elasticsearch, name, EXAMPLE));
    }

    /** On a PostgreSQL of the drill's own and the shared Elasticsearch. */
    static ChinookWorld on(PostgresAddress postgres, String name) {
        return on(postgres, Servers.forTests().elasticsearch(), name);
    }

    /** Chinook in a world that has another configuration. */
    static ChinookWorld load(World world) {
        fill(world.database());
        return new ChinookWorld(world);
    }

    /** Chinook in any database. */
    static void fill(Database database) {
        try (Connection connection = database.connect()) {
            Chinook.load(connection);
        } catch (SQLException e) {
            throw new IllegalStateException("Chinook cannot be loaded", e);
        }
    }

    /** Installs the change log, starts a daemon, and waits until all is indexed. */
    DaemonProcess indexed() {
        world.init();
        DaemonProcess daemon = world.run();
        world.awaitFilled(TYPES, Drill.SOON);
        return daemon;
    }

    /** Asks for a full reindex, and changes a row, so that the daemon looks now and not within its interval. */
    void deleteMarker() {
        world.meta().deleteMarker();
        world.commit("UPDATE \"Artist\" SET \"Name\" = 'look ' || random() WHERE \"ArtistId\" = 1");
    }

    /** Random committed changes; returns when all are made. */
    ChinookEdits.Report edit(int writers, int commits, long seed, Duration longestHold) {
        try {
            return ChinookEdits.run(
                    world.database()::connect, new ChinookEdits.Options(writers, commits, seed, longestHold));
        } catch (SQLException e) {
            throw new IllegalStateException("the edits failed; seed " + seed, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** The same, meanwhile. */
    Background<ChinookEdits.Report> editMeanwhile(int writers, int commits, long seed, Duration longestHold) {
        return Background.of("chinook-edits", () -> edit(writers, commits, seed, longestHold));
    }

    /** Waits until no document differs from the database, for as long as changes may be on their way. */
    void assertNoDifferences(Duration patience) {
        try (Connection connection = world.database().connect()) {
            assertNoDifferences(connection, patience);
        } catch (SQLException e) {
            throw new IllegalStateException("the database cannot be read", e);
        }
    }

    /** The same, with the truth from another server. */
    void assertNoDifferences(Connection truth, Duration patience) {
        long began = System.nanoTime();
        try {
            Report report = new ChinookChecker(world.elasticsearch(), world.prefix()).checkUntilTrue(truth, patience);
            assertThat(report.differences())
                    .as("%s; logs in %s", report, world.logs())
                    .isEmpty();
            Drill.figure("no differences, seen after ms", (System.nanoTime() - began) / 1_000_000);
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
