package tidemark.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A trigger was away, something was written, and {@code init} put it back before the daemon had looked: nobody saw the gap. */
final class AGapThatInitClosesIsMendedAcceptance {

    private static final String GAP = "DROP TRIGGER tidemark_update ON \"Customer\"";
    private static final String UNSEEN = "UPDATE \"Customer\" SET \"LastName\" = 'Unseen' WHERE \"CustomerId\" = 7";

    @Test
    void whileTheDaemonRuns() {
        try (ChinookWorld chinook = ChinookWorld.load("gap-running")) {
            chinook.indexed();
            World world = chinook.world();
            world.commit(GAP, UNSEEN);
            world.init();
            chinook.assertNoDifferences(Drill.SOON);
        }
    }

    @Test
    void whileItWasStoppedAndATableWasMadeAnew() {
        try (ChinookWorld chinook = ChinookWorld.load("gap-stopped")) {
            DaemonProcess daemon = chinook.indexed();
            World world = chinook.world();
            stop(daemon);
            world.commit(GAP, UNSEEN);
            world.commit(
                    "CREATE TABLE copied (LIKE \"Genre\" INCLUDING ALL)",
                    "INSERT INTO copied SELECT \"GenreId\", \"Name\" || ' anew' FROM \"Genre\"",
                    "ALTER TABLE \"Track\" DROP CONSTRAINT \"FK_TrackGenreId\"",
                    "DROP TABLE \"Genre\"",
                    "ALTER TABLE copied RENAME TO \"Genre\"",
                    "ALTER TABLE \"Track\" ADD CONSTRAINT \"FK_TrackGenreId\" FOREIGN KEY (\"GenreId\") REFERENCES \"Genre\"");
            world.init();
            world.run();
            chinook.assertNoDifferences(Drill.SOON);
        }
    }

    /** A log that was taken away and made anew, before anything was ever consumed of the first. */
    @Test
    void whileThereWasNoLogAtAll() {
        try (ChinookWorld chinook = ChinookWorld.load("gap-uninstalled")) {
            DaemonProcess daemon = chinook.indexed();
            World world = chinook.world();
            stop(daemon);
            assertThat(world.verb("uninstall").exitCode(Drill.SOON)).isZero();
            world.commit(UNSEEN);
            world.init();
            world.run();
            chinook.assertNoDifferences(Drill.SOON);
        }
    }

    private static void stop(DaemonProcess daemon) {
        daemon.sigterm();
        assertThat(daemon.exitCode(Drill.SOON)).isZero();
    }
}
