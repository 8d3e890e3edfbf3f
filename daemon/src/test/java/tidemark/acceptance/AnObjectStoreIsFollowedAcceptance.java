package tidemark.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import tidemark.sandbox.portal.ItemType;
import tidemark.sandbox.portal.Portal;
import tidemark.sandbox.portal.PortalChecker;
import tidemark.sandbox.portal.PortalSession;

/**
 * An object store of thirteen objects, and for each transaction, worked out by hand, what a result says and which documents are
 * written.
 *
 * <pre>
 * U2 ─lab→ L1 ─pi→ U1      L2 ─pi→ U2      A1 ─pi→ U1
 * B1 ─donor→ D1, ─lab→ L1      Lib1 ─biosample→ B1, ─lab→ L2
 * E1 ─lab→ L1, ─award→ A1, ─submitted_by→ U2      E2 ─lab→ L2, ─possible_controls→ E1
 * R1 ─experiment→ E1, ─library→ Lib1      F1 ─dataset→ E1, ─replicate→ R1      S1
 * </pre>
 */
final class AnObjectStoreIsFollowedAcceptance {

    private static final String U1 = id("aa01");
    private static final String U2 = id("aa02");
    private static final String L1 = id("bb01");
    private static final String L2 = id("bb02");
    private static final String A1 = id("cc01");
    private static final String D1 = id("dd01");
    private static final String D2 = id("dd02");
    private static final String B1 = id("ee01");
    private static final String LIB1 = id("ee11");
    private static final String E1 = id("ff01");
    private static final String E2 = id("ff02");
    private static final String R1 = id("ff11");
    private static final String F1 = id("ff21");
    private static final String F2 = id("ff22");
    private static final String S1 = id("ff31");

    private static String id(String end) {
        return "00000000-0000-4000-8000-00000000" + end;
    }

    private static ObjectNode object(String... links) {
        ObjectNode object = JsonNodeFactory.instance.objectNode().put("name", "first");
        for (int i = 0; i < links.length; i += 2) {
            object.put(links[i], links[i + 1]);
        }
        return object;
    }

    private static void fill(Connection connection) throws SQLException {
        Portal.createTables(connection);
        connection.setAutoCommit(false);
        PortalSession session = new PortalSession(connection);
        session.create(U1, ItemType.USER, object());
        session.create(L1, ItemType.LAB, object("pi", U1));
        session.create(U2, ItemType.USER, object("lab", L1));
        session.create(L2, ItemType.LAB, object("pi", U2));
        session.create(A1, ItemType.AWARD, object("pi", U1));
        session.create(D1, ItemType.DONOR, object());
        session.create(B1, ItemType.BIOSAMPLE, object("donor", D1, "lab", L1));
        session.create(LIB1, ItemType.LIBRARY, object("biosample", B1, "lab", L2));
        session.create(E1, ItemType.EXPERIMENT, object("lab", L1, "award", A1, "submitted_by", U2));
        ObjectNode controlled = object("lab", L2);
        controlled.putArray("possible_controls").add(E1);
        session.create(E2, ItemType.EXPERIMENT, controlled);
        session.create(R1, ItemType.REPLICATE, object("experiment", E1, "library", LIB1));
        session.create(F1, ItemType.FILE, object("dataset", E1, "replicate", R1));
        session.create(S1, ItemType.SOFTWARE, object());
        session.commit();
        connection.setAutoCommit(true);
    }

    /** A portal that is followed, and what its last cycle did. */
    private record Followed(PortalWorld portal, DaemonProcess daemon) {

        /**
         * Commits, waits for the cycle, and compares.
         *
         * @param referencing how many documents show or link what changed, below their root
         * @param invalidated how many documents in all, deleted ones too
         * @param written the documents that are written
         */
        JsonNode cycle(
                PortalWorld.Work work,
                List<String> updated,
                List<String> renamed,
                List<String> types,
                int referencing,
                int invalidated,
                String... written) {
            Map<String, Long> before = portal.world().indices().versions(PortalChecker.TYPES);
            portal.world().awaitIndexed(portal.commit(work), Drill.SOON);
            JsonNode result = daemon.indexer().at("/results/0");
            assertThat(result.path("status").asText()).isEqualTo("done");
            assertThat(result.path("txn_count").asInt()).isEqualTo(1);
            assertThat(texts(result, "updated")).containsExactlyInAnyOrderElementsOf(updated);
            assertThat(texts(result, "renamed")).containsExactlyInAnyOrderElementsOf(renamed);
            assertThat(texts(result, "types")).containsExactlyInAnyOrderElementsOf(types);
            assertThat(changed(before)).isEqualTo(new TreeSet<>(Arrays.asList(written)));
            assertThat(result.path("indexed").asInt()).as("indexed").isEqualTo(written.length);
            assertThat(result.path("referencing").asInt()).as("referencing").isEqualTo(referencing);
            assertThat(result.path("invalidated").asInt()).as("invalidated").isEqualTo(invalidated);
            portal.assertNoDifferences(Drill.SOON);
            return result;
        }

        /** Ids of the documents that were written since. */
        Set<String> changed(Map<String, Long> before) {
            Map<String, Long> now = portal.world().indices().versions(PortalChecker.TYPES);
            return now.entrySet().stream()
                    .filter(entry -> !entry.getValue().equals(before.get(entry.getKey())))
                    .map(entry -> entry.getKey().substring(entry.getKey().indexOf(':') + 1))
                    .collect(Collectors.toCollection(TreeSet::new));
        }

        long cycles() {
            return portal.world().meta().marker().orElseThrow().cycles();
        }

        private static List<String> texts(JsonNode result, String field) {
            List<String> texts = new ArrayList<>();
            result.path(field).forEach(item -> texts.add(item.asText()));
            return texts;
        }
    }

    private static PortalWorld.Work change(String id, String field, String value) {
        return session -> session.change(id, session.properties(id).put(field, value));
    }

    @Test
    void eachTransactionIsOneCycleAboutTheDocumentsThatShowIt() {
        try (PortalWorld portal = PortalWorld.with("followed", AnObjectStoreIsFollowedAcceptance::fill)) {
            Followed followed = new Followed(portal, portal.indexed());
            portal.assertNoDifferences(Drill.SOON);
            JsonNode first = portal.world().meta().read("indexing").orElseThrow();
            long cycles = followed.cycles();
            assertThat(first.has("txn_count"))
                    .as("the first index is about everything")
                    .isFalse();

            // What is embedded, and has no document of its own.
            JsonNode result = followed.cycle(
                    change(D1, "name", "second"), List.of(D1), List.of(), List.of("donor"), 3, 3, B1, LIB1, E1);
            assertThat(result.path("cycles").asLong()).isEqualTo(cycles + 1);

            // What has a document, and is embedded: on the way there and on the way back.
            followed.cycle(
                    change(U2, "name", "second"), List.of(U2), List.of(), List.of("user"), 4, 5, U2, L1, L2, E1, E2);

            // A link's target: self, old and new target, and what shows any of them.
            followed.cycle(
                    change(E2, "lab", L1),
                    List.of(E2, L2, L1),
                    List.of(),
                    List.of("experiment", "lab"),
                    6,
                    8,
                    E2,
                    L2,
                    L1,
                    E1,
                    B1,
                    U2,
                    R1,
                    F1);

            // A link less: its target no longer shows the way back.
            followed.cycle(
                    session -> {
                        ObjectNode properties = session.properties(F1);
                        properties.remove("replicate");
                        session.change(F1, properties);
                    },
                    List.of(F1, R1),
                    List.of(),
                    List.of("file", "replicate"),
                    1,
                    3,
                    F1,
                    R1,
                    E1);

            // A link more, in a list.
            followed.cycle(
                    session -> {
                        ObjectNode properties = session.properties(L1);
                        properties.putArray("awards").add(A1);
                        session.change(L1, properties);
                    },
                    List.of(L1, A1),
                    List.of(),
                    List.of("award", "lab"),
                    7,
                    8,
                    L1,
                    A1,
                    U2,
                    B1,
                    E1,
                    E2,
                    R1,
                    F1);

            // Another name: also what only links, below its root or in it.
            followed.cycle(
                    session -> session.rename(U1, "other"),
                    List.of(U1),
                    List.of(U1),
                    List.of("user"),
                    8,
                    9,
                    U1,
                    U2,
                    L1,
                    A1,
                    B1,
                    E1,
                    E2,
                    R1,
                    F1);

            // A new object, and what it links to.
            followed.cycle(
                    session -> session.create(F2, ItemType.FILE, object("dataset", E1)),
                    List.of(F2, E1),
                    List.of(),
                    List.of("experiment", "file"),
                    5,
                    5,
                    F2,
                    E1,
                    E2,
                    R1,
                    F1);

            // A deleted one: its document goes.
            JsonNode deleted = followed.cycle(
                    session -> session.delete(F2),
                    List.of(F2, E1),
                    List.of(),
                    List.of("deleted", "experiment"),
                    3,
                    5,
                    E1,
                    E2,
                    R1,
                    F1);
            assertThat(deleted.path("deleted").asInt()).isEqualTo(1);
            assertThat(portal.world().indices().document("file", F2).isMissingNode())
                    .isTrue();

            // Another sheet.
            followed.cycle(
                    session -> session.sheet(B1, "quality", object("grade", "A")),
                    List.of(B1),
                    List.of(),
                    List.of("biosample"),
                    3,
                    4,
                    B1,
                    LIB1,
                    E1,
                    R1);

            // Deep: what an embedded object is linked to anew.
            followed.cycle(
                    session -> {
                        session.create(D2, ItemType.DONOR, object());
                        ObjectNode properties = session.properties(D1);
                        properties.putArray("parents").add(D2);
                        session.change(D1, properties);
                    },
                    List.of(D1, D2),
                    List.of(),
                    List.of("donor"),
                    3,
                    3,
                    B1,
                    LIB1,
                    E1);
            assertThat(followed.cycles()).isEqualTo(cycles + 10);
        }
    }

    @Test
    void aTransactionThatChangesNoDocumentIsNoCycle() {
        try (PortalWorld portal = PortalWorld.with("unshown", AnObjectStoreIsFollowedAcceptance::fill)) {
            Followed followed = new Followed(portal, portal.indexed());
            long cycles = followed.cycles();
            Map<String, Long> before = portal.world().indices().versions(PortalChecker.TYPES);
            for (String data :
                    Arrays.asList(null, "{}", "[]", "7", "{\"updated\": []}", "{\"updated\": [\"no id\", 7]}")) {
                portal.world().awaitIndexed(portal.commitData(data), Drill.SOON);
            }
            portal.world().awaitIndexed(portal.commit(change(S1, "name", "shown by nobody")), Drill.SOON);
            JsonNode last = portal.world().meta().read("indexing").orElseThrow();
            assertThat(last.path("status").asText()).isEqualTo("idle");
            assertThat(followed.changed(before)).isEmpty();
            assertThat(followed.cycles()).isEqualTo(cycles);

            // Written down by a program that only renames.
            long xid = portal.commitData("{\"renamed\": [\"" + L2.toUpperCase(java.util.Locale.ROOT) + "\"]}");
            portal.world().awaitIndexed(xid, Drill.SOON);
            JsonNode result = followed.daemon().indexer().at("/results/0");
            assertThat(Followed.texts(result, "renamed")).containsExactly(L2);
            assertThat(result.path("updated")).isEmpty();
            assertThat(followed.changed(before)).isEqualTo(new TreeSet<>(List.of(LIB1, B1, E1, E2, R1, F1)));
            assertThat(followed.cycles()).isEqualTo(cycles + 1);
        }
    }

    @Test
    void aCycleIsIndexingWhileItWritesAndAFailedObjectIsTriedUntilItSucceeds() {
        try (PortalWorld portal = PortalWorld.with("states", AnObjectStoreIsFollowedAcceptance::fill);
                Sluice sluice = Sluice.before(portal.world().elasticsearch())) {
            portal.world().through(sluice).set("TIDEMARK_CYCLE_TROUBLED_RETRY_FIRST", "100ms");
            Followed followed = new Followed(portal, portal.indexed());
            long cycles = followed.cycles();

            Sluice.Gate gate = sluice.hold(Sluice.Passing::isDocuments);
            long xid = portal.commit(change(D1, "name", "second"));
            gate.await(Drill.SOON);
            assertThat(followed.daemon().status()).isEqualTo("indexing");
            JsonNode during = portal.world().meta().read("primary_indexer").orElseThrow();
            assertThat(during.path("status").asText()).isEqualTo("indexing");
            assertThat(during.path("cycle_count").asInt()).isEqualTo(3);
            assertThat(portal.world()
                            .meta()
                            .read("primary_in_progress")
                            .orElseThrow()
                            .path("count")
                            .asInt())
                    .isEqualTo(3);
            gate.release();
            portal.world().awaitIndexed(xid, Drill.SOON);
            JsonNode after = portal.world().meta().read("primary_indexer").orElseThrow();
            assertThat(after.path("status").asText()).isEqualTo("done");
            assertThat(followed.cycles()).isEqualTo(cycles + 1);

            // A text where the mapping has learned of a number.
            portal.world().awaitIndexed(portal.commit(session -> session.change(B1, number(session, 7))), Drill.SOON);
            portal.world().awaitIndexed(portal.commit(change(B1, "score", "no number")), Drill.SOON);
            assertThat(troubled(portal)).contains(B1);
            Drill.until(
                    Drill.SOON,
                    "it is tried again",
                    () -> portal.world()
                                    .meta()
                                    .read("primary_troubled")
                                    .orElseThrow()
                                    .at("/list/0/attempts")
                                    .asInt()
                            > 2);
            portal.world().awaitIndexed(portal.commit(session -> session.change(B1, number(session, 8))), Drill.SOON);
            assertThat(troubled(portal)).isEmpty();
            portal.assertNoDifferences(Drill.SOON);
        }
    }

    private static ObjectNode number(PortalSession session, int score) throws SQLException {
        return session.properties(B1).put("score", score);
    }

    private static Set<String> troubled(PortalWorld portal) {
        Set<String> keys = new TreeSet<>();
        portal.world()
                .meta()
                .read("primary_troubled")
                .ifPresent(list -> list.path("list")
                        .forEach(entry -> keys.add(entry.path("key").asText())));
        return keys;
    }
}
