package tidemark.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import tidemark.sandbox.portal.ItemType;
import tidemark.sandbox.portal.PortalChecker;

/** What the verbs do about the database of an object store: nothing, unless they are asked to. */
final class AnObjectStoreIsPreparedAcceptance {
    private static final Duration VERB = Drill.SOON;
    private static final int REFUSED = 3;

    @Test
    void anEmptyDatabaseGetsTheTablesWhenThatIsAskedFor() {
        try (PortalWorld portal = PortalWorld.with("prepared", connection -> {})) {
            World world = portal.world();
            String reader = world.database().user();
            DaemonProcess check = world.verb("check");
            assertThat(check.exitCode(VERB)).as(check.log()).isNotZero();
            assertThat(check.printed() + check.log()).contains("lacks tables of an object store: resources");

            world.set("TIDEMARK_POSTGRES_USER", reader);
            DaemonProcess init = world.verb("init");
            assertThat(init.exitCode(VERB)).isEqualTo(REFUSED);
            assertThat(init.log()).contains("lacks tables", "--create-schema");
            assertThat(tables(world)).isEmpty();

            DaemonProcess printed = world.verb("init", "--create-schema", "--print", "--grant-to", PortalWorld.READER);
            assertThat(printed.exitCode(VERB)).as(printed.log()).isZero();
            assertThat(printed.printed()).contains("CREATE TABLE \"public\".\"resources\"");
            assertThat(tables(world)).isEmpty();

            DaemonProcess made = world.verb("init", "--create-schema", "--grant-to", PortalWorld.READER);
            assertThat(made.exitCode(VERB)).as(made.log()).isZero();
            assertThat(made.printed()).contains("20 statements applied");
            DaemonProcess again = world.verb("init", "--create-schema");
            assertThat(again.exitCode(VERB)).isEqualTo(REFUSED);
            assertThat(again.log()).contains("is not empty: current_propsheets, keys");
            DaemonProcess nothing = world.verb("init");
            assertThat(nothing.exitCode(VERB)).isZero();
            assertThat(nothing.printed()).contains("-- nothing is missing");

            world.set("TIDEMARK_POSTGRES_USER", PortalWorld.READER);
            portal.indexed();
            long xid = portal.commit(session -> session.create(
                    ItemType.LAB, JsonNodeFactory.instance.objectNode().put("name", "first")));
            world.awaitIndexed(xid, Drill.SOON);
            assertThat(world.indices().found("lab")).isEqualTo(1);
            portal.assertNoDifferences(Drill.SOON);

            DaemonProcess uninstalled = world.verb("uninstall");
            assertThat(uninstalled.exitCode(VERB)).as(uninstalled.log()).isZero();
            assertThat(uninstalled.printed()).contains("-- nothing of Tidemark is there");
            assertThat(tables(world)).hasSize(6);
        }
    }

    @Test
    void checkShowsTheTypesADocumentAndWhatMakesReadingDear() {
        try (PortalWorld portal = PortalWorld.load("checked")) {
            DaemonProcess sound = portal.world().verb("check");
            assertThat(sound.exitCode(VERB)).as(sound.printed() + sound.log()).isZero();
            assertThat(sound.printed()).contains("\"embedded_uuids\"").doesNotContain("CREATE INDEX");
            portal.world().commit("DROP INDEX transactions_xid_idx");
            DaemonProcess dear = portal.world().verb("check");
            assertThat(dear.printed()).contains("CREATE INDEX CONCURRENTLY ON \"public\".\"transactions\" (xid)");
            portal.world().commit("ALTER TABLE transactions ALTER COLUMN xid DROP DEFAULT");
            portal.commitWithoutXid();
            DaemonProcess deaf = portal.world().verb("check");
            assertThat(deaf.exitCode(VERB)).isNotZero();
            assertThat(deaf.printed() + deaf.log())
                    .contains("has no transaction id in xid", "SET DEFAULT txid_current()");
            assertThat(PortalChecker.TYPES)
                    .allSatisfy(type -> assertThat(sound.printed()).contains(type));
        }
    }

    private static java.util.List<String> tables(World world) {
        return world.strings(
                "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'");
    }
}
