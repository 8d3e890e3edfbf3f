package tidemark.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import tidemark.sandbox.Servers;
import tidemark.sandbox.chinook.ChinookEdits;

/** SIGTERM ends the daemon with 0 within the grace, a second signal at once; exit codes tell what a person must do. */
final class ASignalEndsItInOrderAcceptance {
    private static final Duration GRACE = Duration.ofSeconds(20);

    @Test
    void sigtermUnderLoadEndsItWithZeroAndNothingIsLost() {
        try (ChinookWorld chinook = ChinookWorld.load("sigterm")) {
            DaemonProcess daemon = chinook.indexed();
            World world = chinook.world();
            Background<ChinookEdits.Report> edits = chinook.editMeanwhile(8, 300, Drill.seed(), Duration.ofMillis(500));
            world.awaitIndexed(
                    world.commit("UPDATE \"Artist\" SET \"Name\" = 'load' WHERE \"ArtistId\" = 1"), Drill.SOON);

            DaemonProcess tooEarly = world.verb("uninstall");
            assertThat(tooEarly.exitCode(Drill.SOON)).isEqualTo(3);
            assertThat(tooEarly.log()).contains("runs on this database").contains("stop it first");

            long asked = System.nanoTime();
            daemon.sigterm();
            assertThat(daemon.exitCode(GRACE.plusSeconds(5))).isZero();
            Drill.figure("SIGTERM to exit under load, ms", (System.nanoTime() - asked) / 1_000_000);

            edits.join(Drill.SOON);
            world.run();
            chinook.assertNoDifferences(Drill.SOON);
        }
    }

    @Test
    void duringARebuildTheJobIsPendingAgainAndGoesOnAfterTheRestart() {
        try (Sluice sluice = Sluice.before(Servers.forTests().elasticsearch());
                ChinookWorld chinook = ChinookWorld.load(
                        World.of("sigterm-rebuild", ChinookWorld.EXAMPLE).through(sluice))) {
            World world = chinook.world();
            world.set("TIDEMARK_JOBS_CHUNK_DOCUMENTS", "100");
            world.init();
            Sluice.Gate gate = sluice.hold(Sluice.Passing::isDocuments);
            DaemonProcess daemon = world.run();
            gate.await(Drill.SOON);
            daemon.sigterm();
            gate.release();
            assertThat(daemon.exitCode(GRACE.plusSeconds(5))).isZero();
            assertThat(world.meta().jobs())
                    .isNotEmpty()
                    .allSatisfy(job -> assertThat(job.path("status").asText()).isEqualTo("pending"));
            world.run();
            chinook.assertNoDifferences(Drill.SOON);
        }
    }

    @Test
    void aSecondSignalEndsItAtOnceAndNothingIsLost() {
        try (Sluice sluice = Sluice.before(Servers.forTests().elasticsearch());
                ChinookWorld chinook = ChinookWorld.load(
                        World.of("second-signal", ChinookWorld.EXAMPLE).through(sluice))) {
            World world = chinook.world();
            DaemonProcess daemon = chinook.indexed();
            Sluice.Gate gate = sluice.hold(Sluice.Passing::isDocuments);
            world.commit("UPDATE \"Artist\" SET \"Name\" = 'held' WHERE \"ArtistId\" = 1");
            gate.await(Drill.SOON);
            daemon.sigterm();
            Drill.until(Drill.SOON, "it has heard the first", () -> daemon.log().contains("event=signal"));
            assertThat(daemon.isAlive()).as("it waits for the bulk under way").isTrue();

            long asked = System.nanoTime();
            daemon.sigterm();
            assertThat(daemon.exitCode(Duration.ofSeconds(3))).isNotZero();
            Drill.figure("second signal to exit, ms", (System.nanoTime() - asked) / 1_000_000);
            gate.drop();
            world.run();
            chinook.assertNoDifferences(Drill.SOON);
        }
    }

    @Test
    void exitCodesTellWhatToDo() {
        try (ChinookWorld chinook = ChinookWorld.load("exit-codes");
                World wrong = World.of("exit-codes", World.config("types: {artist: {tabel: Artist}}"));
                World away = World.of("exit-codes", ChinookWorld.EXAMPLE)) {
            DaemonProcess before = chinook.world().verb("check");
            assertThat(before.exitCode(Drill.SOON))
                    .as("without a change log: nothing is wrong yet")
                    .isZero();
            assertThat(before.printed()).contains("not there yet: tidemark init makes it");
            DaemonProcess early = chinook.world().run();
            assertThat(early.exitCode(Drill.SOON)).as("the daemon needs it").isEqualTo(3);
            assertThat(early.log()).contains("no change log").contains("tidemark init");
            DaemonProcess shown = chinook.world().verb("init", "--print");
            assertThat(shown.printed()).contains("LANGUAGE plpgsql").contains("statements to run");
            DaemonProcess init = chinook.world().verb("init");
            assertThat(init.exitCode(Drill.SOON)).isZero();
            assertThat(init.printed()).contains("statements applied");
            assertThat(init.printed().length()).isLessThan(shown.printed().length() / 2);
            assertThat(init.printed().lines())
                    .allSatisfy(line -> assertThat(line.length()).as(line).isLessThan(120));
            DaemonProcess check = chinook.world().verb("check");
            assertThat(check.exitCode(Drill.SOON)).isZero();
            assertThat(check.printed()).contains("Album").contains("Artist");

            DaemonProcess misspelt = wrong.verb("check");
            assertThat(misspelt.exitCode(Drill.SOON)).as("a wrong key").isEqualTo(2);
            assertThat(misspelt.log()).contains("tabel").contains("table");

            away.set("TIDEMARK_POSTGRES_URL", "postgresql://127.0.0.1:1/nowhere");
            assertThat(away.verb("check").exitCode(Drill.SOON))
                    .as("a server is away")
                    .isEqualTo(4);
            assertThat(away.verb("no-such-verb").exitCode(Drill.SOON)).isEqualTo(2);

            assertThat(chinook.world().verb("uninstall").exitCode(Drill.SOON)).isZero();
            assertThat(chinook.world().number("SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal"))
                    .isZero();
        }
    }
}
