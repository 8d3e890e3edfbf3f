package tidemark.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import tidemark.sandbox.PostgresOptions;
import tidemark.sandbox.PostgresServer;
import tidemark.sandbox.chinook.ChinookEdits;

/** The daemon reads a standby as well as a primary, and goes on when the standby is promoted under it. */
final class AStandbyIsIndexedAndItsPromotionSurvivedAcceptance {

    @Test
    void editsOnThePrimaryReachTheIndexThroughTheStandbyAndEditsAfterItsPromotionToo() throws Exception {
        try (PostgresServer primary = PostgresServer.start(PostgresOptions.defaults());
                ChinookWorld chinook = ChinookWorld.on(primary.address(), "standby")) {
            World world = chinook.world();
            world.init();
            String name = world.database().name();
            try (PostgresServer standby = primary.standby()) {
                world.set("TIDEMARK_POSTGRES_URL", standby.address().bareJdbcUrl(name));
                DaemonProcess daemon = world.run();
                world.awaitFilled(ChinookWorld.TYPES, Drill.SOON);
                assertThat(daemon.indexer().path("recovery").asBoolean()).isTrue();
                assertThat(daemon.indexer().path("listening").asBoolean()).isFalse();

                chinook.edit(8, Drill.size(600, 2_000), Drill.seed(), Duration.ofSeconds(1));
                chinook.assertNoDifferences(Drill.SOON);

                primary.stop();
                standby.promote();
                ChinookEdits.run(
                        () -> standby.address().connect(name),
                        new ChinookEdits.Options(8, Drill.size(300, 2_000), Drill.seed(), Duration.ofSeconds(1)));
                assertNoDifferences(chinook, standby, name);
                assertThat(daemon.isAlive()).isTrue();
                assertThat(daemon.indexer().path("recovery").asBoolean()).isFalse();
                daemon.close();
            }
            primary.start();
        }
    }

    private static void assertNoDifferences(ChinookWorld chinook, PostgresServer truth, String name)
            throws SQLException {
        try (Connection connection = truth.address().connect(name)) {
            chinook.assertNoDifferences(connection, Drill.SOON);
        }
    }
}
