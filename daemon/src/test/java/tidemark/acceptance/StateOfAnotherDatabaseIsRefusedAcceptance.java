package tidemark.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tidemark.sandbox.Database;
import tidemark.sandbox.Servers;

/** State in the meta index belongs to one database and one configuration: a daemon of another refuses to touch it. */
final class StateOfAnotherDatabaseIsRefusedAcceptance {

    @Test
    void aDaemonOfAnotherDatabaseEndsAndLeavesAllAsItWas() {
        try (ChinookWorld chinook = ChinookWorld.load("whose-state");
                Database other = Servers.forTests().postgres().createDatabase()) {
            World world = chinook.world();
            DaemonProcess daemon = chinook.indexed();
            daemon.sigterm();
            assertThat(daemon.exitCode(Drill.SOON)).isZero();
            String state = world.meta().read("primary_indexer").orElseThrow().toString();

            ChinookWorld.fill(other);
            world.set("TIDEMARK_POSTGRES_URL", other.bareJdbcUrl());
            world.init();
            DaemonProcess stranger = world.run();
            assertThat(stranger.exitCode(Drill.SOON)).isEqualTo(3);
            assertThat(stranger.log()).contains("belongs to").contains("elasticsearch.meta_index");
            assertThat(world.meta().read("primary_indexer").orElseThrow().toString())
                    .isEqualTo(state);
            assertThat(world.indices().found("track")).isEqualTo(3_503);

            world.set("TIDEMARK_POSTGRES_URL", world.database().bareJdbcUrl()).set("TIDEMARK_NAME", "another");
            assertThat(world.run().exitCode(Drill.SOON))
                    .as("another configuration")
                    .isEqualTo(3);
        }
    }
}
