package tidemark.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tidemark.change.Key;
import tidemark.index.Documents;

/** Index against database, on a real PostgreSQL and a real Elasticsearch. */
final class VerifierIT {

    private Things things = new Things();

    @AfterEach
    void close() {
        things.close();
    }

    private static Map<String, String> byId(Tally tally) {
        return tally.drifts().stream()
                .collect(Collectors.toMap(
                        Drift::id,
                        drift -> (drift.kind() + " "
                                        + drift.difference()
                                                .map(Difference::path)
                                                .orElse(""))
                                .strip()));
    }

    private static Set<Key> keys(int... ids) {
        return IntStream.of(ids).mapToObj(id -> Key.of(String.valueOf(id))).collect(Collectors.toSet());
    }

    @Test
    void aTrueIndexIsFoundTrueAndNothingIsTouched() throws Exception {
        things.things(700);
        Tally found = things.verify();
        assertThat(found.checked).as("more than a chunk").isEqualTo(700);
        assertThat(found.words()).isEqualTo("700 compared, 0 missing, 0 extra, 0 different");
        assertThat(things.asked).isEmpty();
    }

    @Test
    void whatOthersDidIsFoundWithKindAndPlaceAndRepairIsAskedForJustThat() throws Exception {
        things.things(40);
        things.damage(3, "{'parts':[{'id':30,'name':'part 0'},{'id':31,'name':'wrong'},{'id':32,'name':'part 2'}]}");
        things.damage(7, "{'owner':{'name':'nobody'}}");
        things.damage(14, "{'price':15.41}");
        things.damage(21, "{'parts':[{'id':210,'name':'part 0'}]}");
        things.damage(22, "{'name':null}");
        things.remove(8);
        things.remove(40);
        things.put("999", "{'id':999}");
        List<String> noKeys = List.of("abc", "007", "[\"1\"]", " 1", "99999999999");
        noKeys.forEach(id -> things.put(id, "{'name':'no key'}"));
        Map<String, Documents.Found> before = new HashMap<>();
        IntStream.range(1, 40).mapToObj(String::valueOf).forEach(id -> before.put(id, things.get(id)));

        Tally found = things.verify();

        assertThat(byId(found))
                .containsOnly(
                        entry("3", "DIFFERENT parts[1].name"),
                        entry("7", "DIFFERENT owner.name"),
                        entry("14", "DIFFERENT price"),
                        entry("21", "DIFFERENT parts[1]"),
                        entry("22", "DIFFERENT name"),
                        entry("8", "MISSING"),
                        entry("40", "MISSING"),
                        entry("999", "EXTRA"),
                        entry("abc", "EXTRA"),
                        entry("007", "EXTRA"),
                        entry("[\"1\"]", "EXTRA"),
                        entry(" 1", "EXTRA"),
                        entry("99999999999", "EXTRA"));
        assertThat(found.checked).isEqualTo(40);
        assertThat(things.asked).isEqualTo(keys(3, 7, 14, 21, 22, 8, 40, 999));
        noKeys.forEach(id -> assertThat(things.get(id))
                .as("under no key, so no cycle can delete it: %s", id)
                .isNull());
        assertThat(things.get("999")).as("a cycle's to delete").isNotNull();
        before.forEach((id, document) -> assertThat(things.get(id)).isEqualTo(document));
    }

    @Test
    void withoutRepairNothingIsAskedForAndNothingIsDeleted() throws Exception {
        things.things(5).remove(2);
        things.put("abc", "{'name':'no key'}");
        assertThat(byId(things.verify(false))).containsOnlyKeys("2", "abc");
        assertThat(things.asked).isEmpty();
        assertThat(things.get("abc")).isNotNull();
    }

    @Test
    void aTroubledDocumentIsCountedAndNotCalledDriftAlsoIfItTurnsSoBetweenTwoLooks() throws Exception {
        things.things(5);
        things.remove(2);
        things.damage(3, "{'name':'old'}");
        things.remove(4);
        things.troubled.add("2");
        things.beforeReading = round -> {
            if (round == 2) {
                things.troubled.add("3");
            }
        };
        Tally found = things.verify();
        assertThat(byId(found)).containsOnly(entry("4", "MISSING"));
        assertThat(found.troubled).isEqualTo(2);
        assertThat(things.asked).isEqualTo(keys(4));
    }

    @Test
    void aDocumentThatChangesBetweenSnapshotAndReadingIsNoDrift() throws Exception {
        things.things(5);
        things.beforeReading = round -> {
            if (round == 1) {
                things.cycle(things.commit("UPDATE thing SET name = 'new' WHERE id = 2"), 2);
                things.cycle(things.commit("DELETE FROM thing WHERE id = 3"), 3);
            }
        };
        assertThat(byId(things.verify())).isEmpty();
    }

    @Test
    void whatIsCommittedAndOnItsWayIsWaitedFor() throws Exception {
        things.things(5);
        long transaction = things.commit("UPDATE thing SET name = 'new' WHERE id = 2");
        things.beforeReading = round -> {
            if (round == 1) {
                things.cycle(transaction, 2);
            }
        };
        assertThat(byId(things.verify())).isEmpty();
        assertThat(things.rounds).as("no second look was needed").hasValue(1);
    }

    @Test
    void aDocumentThatIsNeverTheSameTwiceIsUnsettled() throws Exception {
        things.things(5);
        things.beforeReading =
                round -> things.cycle(things.commit("UPDATE thing SET name = 'n" + round + "' WHERE id = 2"), 2);
        Tally found = things.verify();
        assertThat(byId(found)).isEmpty();
        assertThat(found.unsettled).isEqualTo(1);
    }

    /** Each snapshot shows the old row, each reading the new document: only its last write tells that it is alive. */
    @Test
    void aDocumentThatGoesToAndFroIsNoDriftAlthoughEachLookIsTheSame() throws Exception {
        things.things(5);
        AtomicReference<Long> back = new AtomicReference<>();
        things.beforeReading = round -> {
            if (back.get() != null) {
                things.cycle(back.get(), 2);
            }
            things.cycle(things.commit("UPDATE thing SET name = 'other' WHERE id = 2"), 2);
            back.set(things.commit("UPDATE thing SET name = 'thing 2' WHERE id = 2"));
        };
        Tally found = things.verify();
        assertThat(byId(found)).isEmpty();
        assertThat(found.unsettled).isEqualTo(1);
    }

    @Test
    void whereTheDaemonDoesNotCatchUpNothingIsClaimed() throws Exception {
        things.things(5).damage(2, "{'name':'x'}");
        things.commit("UPDATE thing SET name = 'new' WHERE id = 3");
        things.impatient = true;
        Tally found = things.verify();
        assertThat(byId(found)).isEmpty();
        assertThat(found.unsettled).isEqualTo(5);
    }

    @Test
    void whatAnotherIndexHasTakenOverWhileItWasReadIsNoDrift() throws Exception {
        things.things(5).damage(2, "{'name':'x'}");
        things.put("abc", "{'name':'no key'}");
        AtomicBoolean serves = new AtomicBoolean(true);
        things.serves = serves::get;
        // Between two looks at one chunk: a TRUNCATE makes the type stale, its job's swap lets go of the index.
        things.beforeReading = round -> serves.set(round < 2);
        Tally found = things.verify();
        assertThat(byId(found)).isEmpty();
        assertThat(things.asked).isEmpty();
        assertThat(things.get("abc")).isNotNull();
    }

    @Test
    void largeDocumentsAreReadFewAtATime() throws Exception {
        things.things(60);
        things.sql("UPDATE thing SET name = repeat('x', 300000)");
        things.fill();
        Verifier verifier = things.verifier(false);
        int before = verifier.chunk();
        Tally tally = new Tally();
        verifier.compare(verifier.next(null, before), tally);
        assertThat(verifier.chunk()).isBetween(10, 14);
        assertThat(byId(new Verification(verifier, 1e6, 0, new Random(1), soFar -> {}).run()))
                .isEmpty();
        things.sql("UPDATE thing SET name = 'x'");
        things.fill();
        verifier.compare(verifier.next(null, verifier.chunk()), tally);
        assertThat(verifier.chunk()).isEqualTo(Verifier.CHUNK);
        assertThat(tally.drifted()).isZero();
    }

    @Test
    void theDocumentOfALongKeyIsComparedAndAnotherHashIsNot() throws Exception {
        things.close();
        things = new Things(Things.notes().plan("thing"));
        things.sql("CREATE TABLE note (k text PRIMARY KEY, body text)");
        Key first = Key.of("a".repeat(600));
        Key second = Key.of("b".repeat(600));
        things.sql("INSERT INTO note VALUES ('" + first.text() + "', 'one'), ('" + second.text()
                + "', 'two'), ('c', 'three')");
        things.fill();
        things.put(second.documentId(), "{'k':'b','body':'four'}");
        things.put("sha256:" + "ab".repeat(32), "{'body':'whose?'}");
        things.put("d", "{'body':'nobody has it'}");
        Tally found = things.verify();
        assertThat(byId(found)).containsOnly(entry(second.documentId(), "DIFFERENT body"), entry("d", "EXTRA"));
        assertThat(found.unchecked).isEqualTo(3);
        assertThat(things.asked).containsExactlyInAnyOrder(second, Key.of("d"));
    }

    @Test
    void nothingIsReportedUnderConcurrentEditsButWhatOthersDid() throws Exception {
        long seed = System.nanoTime();
        things.things(120);
        AtomicBoolean end = new AtomicBoolean();
        CountDownLatch begun = new CountDownLatch(20);
        CompletableFuture<Void> writer =
                CompletableFuture.runAsync(() -> edit(new Random(seed), end, begun), task -> new Thread(task).start());
        try {
            while (!begun.await(100, TimeUnit.MILLISECONDS)) {
                assertThat(writer).isNotCompletedExceptionally();
            }
            for (int time = 0; time < 8; time++) {
                assertThat(byId(things.verify())).as("seed %d", seed).isEmpty();
            }
            things.damage(119, "{'name':'damaged'}");
            things.put("nobody", "{'name':'no key'}");
            assertThat(byId(things.verify())).as("seed %d", seed).containsOnlyKeys("119", "nobody");
            assertThat(things.asked).isEqualTo(keys(119));
        } finally {
            end.set(true);
            writer.get(1, TimeUnit.MINUTES);
        }
    }

    /** Things 1 to 100 change, come and go; several transactions are committed before one cycle brings them all. */
    private void edit(Random random, AtomicBoolean end, CountDownLatch begun) {
        while (!end.get()) {
            List<Long> transactions = new ArrayList<>();
            Set<Key> keys = new HashSet<>();
            for (int i = 0; i < 1 + random.nextInt(5); i++) {
                int id = 1 + random.nextInt(100);
                keys.add(Key.of(String.valueOf(id)));
                transactions.add(
                        switch (random.nextInt(4)) {
                            case 0 -> things.commit("UPDATE thing SET price = price + 1 WHERE id = " + id);
                            case 1 -> things.commit("DELETE FROM thing WHERE id = " + id);
                            case 2 ->
                                things.commit("INSERT INTO thing VALUES (" + id + ", 'again', 1.5, " + id % 5
                                        + ") ON CONFLICT (id) DO UPDATE SET name = 'still'");
                            default ->
                                things.commit(
                                        "UPDATE part SET name = 'p" + random.nextInt(3) + "' WHERE thing_id = " + id);
                        });
            }
            things.cycle(transactions, keys);
            begun.countDown();
        }
    }
}
