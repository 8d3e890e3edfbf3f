package tidemark.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tidemark.elasticsearch.AnswerTooLarge;
import tidemark.elasticsearch.Elasticsearch;
import tidemark.elasticsearch.Shared;

/** Documents as verification reads and deletes them, in a real Elasticsearch. */
final class DocumentsIT {

    private static final String ODD = "a/b ?#+ü";

    private final Elasticsearch elasticsearch = Shared.open();
    private final Documents documents = new Documents(elasticsearch);
    private final String index = Shared.name("documents");

    @AfterEach
    void drop() {
        elasticsearch.call("DELETE", "/" + index, null);
        elasticsearch.close();
    }

    private void put(String id, int version) {
        elasticsearch
                .call("PUT", "/" + index + "/_doc/" + encoded(id), Shared.json("{'v':" + version + "}"))
                .orThrow("write");
    }

    private static String encoded(String id) {
        return java.net.URLEncoder.encode(id, java.nio.charset.StandardCharsets.UTF_8)
                .replace("+", "%20");
    }

    @Test
    void aRevisionThatWasOverwrittenIsNotDeleted() {
        put(ODD, 1);
        Documents.Found seen = documents.read(index, List.of(ODD)).get(ODD);
        put(ODD, 2);
        assertThat(documents.delete(index, seen)).isFalse();
        Documents.Found now = documents.read(index, List.of(ODD)).get(ODD);
        assertThat(now.source().path("v").asInt()).isEqualTo(2);
        assertThat(documents.delete(index, now)).isTrue();
        assertThat(documents.read(index, List.of(ODD))).isEmpty();
        assertThat(documents.delete(index, now)).as("gone already").isFalse();
    }

    @Test
    void aSearchThatIsPassedOnHasALimitAndItsReason() {
        for (int i = 0; i < 50; i++) {
            elasticsearch
                    .call("PUT", "/" + index + "/_doc/" + i, Shared.json("{'text':'" + "x".repeat(2_000) + "'}"))
                    .orThrow("write");
        }
        documents.refresh(index);
        ObjectNode all = (ObjectNode) Shared.json("{'size':50}");
        Documents.Searched found = documents.passOn(index, all, 1 << 20);
        assertThat(found.status()).isEqualTo(200);
        assertThat(new String(found.answer(), StandardCharsets.UTF_8)).startsWith("{\"took\"");
        assertThatThrownBy(() -> documents.passOn(index, all, 50_000))
                .isInstanceOf(AnswerTooLarge.class)
                .hasMessageContaining("50000");
        Documents.Searched wrong = documents.passOn(index, (ObjectNode) Shared.json("{'query':{'none':{}}}"), 50_000);
        assertThat(wrong.status()).isEqualTo(400);
        assertThat(wrong.reason()).contains("unknown query [none]");
        assertThatThrownBy(() -> documents.passOn("no-such-" + index, all, 1)).isInstanceOf(AnswerTooLarge.class);
        assertThatThrownBy(() -> documents.passOn("no-such-" + index, all, 10_000))
                .isInstanceOf(NoSuchIndex.class);
        assertThatThrownBy(() -> documents.read("no-such-" + index, List.of("1")))
                .isInstanceOf(NoSuchIndex.class);
    }

    @Test
    void aViewDoesNotChangeWhileItIsOpen() {
        for (int i = 0; i < 25; i++) {
            put("d" + i, i);
        }
        List<String> seen = new ArrayList<>();
        try (Documents.View view = documents.view(index)) {
            put("late", 1);
            List<String> page = view.next(10);
            while (!page.isEmpty()) {
                seen.addAll(page);
                page = view.next(10);
            }
        }
        assertThat(seen).hasSize(25).doesNotContain("late").doesNotHaveDuplicates();
        assertThat(documents.read(index, List.of("late", "none"))).containsOnlyKeys("late");
    }
}
