package tidemark.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tidemark.elasticsearch.Answer;
import tidemark.elasticsearch.Shared;

final class VerdictTest {
    private static final Write WRITE = new Write("a-1-W", "1", 100, new byte[] {'{', '}'});
    private static final Write DELETE = new Write("a-1-W", "1", 100, null);

    private final Verdict verdict = new Verdict(200);

    private Outcome of(Write write, String item) {
        return verdict.of(write, Shared.json(item));
    }

    @Test
    void aDeleteThatFindsNothingIsDone() {
        assertThat(of(DELETE, "{'status':404}")).isEqualTo(new Outcome.Deleted(false));
    }

    @Test
    void aConflictIsSupersededUpToTheHighestGenerationAndForeignAbove() {
        assertThat(conflict("[1]: version conflict, current version [200] is higher than the one provided [100]"))
                .isEqualTo(new Outcome.Superseded(200));
        assertThat(conflict("[1]: version conflict, current version [201] is higher than the one provided [100]"))
                .isEqualTo(new Outcome.Foreign(201));
    }

    @Test
    void anIdThatLooksLikeAConflictDoesNotMislead() {
        assertThat(conflict("[current version [999]]: version conflict, current version [150] is higher than [100]"))
                .isEqualTo(new Outcome.Superseded(150));
    }

    @Test
    void aConflictThatNamesNoVersionIsNotTakenForSuperseded() {
        assertThat(conflict("[1]: somebody was faster")).isInstanceOf(Outcome.Unsettled.class);
        assertThat(Verdict.namesNoVersion(Shared.json(
                        "{'status':409,'error':{'type':'version_conflict_engine_exception','reason':'x'}}")))
                .isTrue();
    }

    private Outcome conflict(String reason) {
        return of(
                WRITE, "{'status':409,'error':{'type':'version_conflict_engine_exception','reason':'" + reason + "'}}");
    }

    @ParameterizedTest
    @CsvSource({
        "429, es_rejected_execution_exception",
        "429, circuit_breaking_exception",
        "429, cluster_block_exception",
        "403, cluster_block_exception",
        "503, unavailable_shards_exception",
        "503, no_shard_available_action_exception",
        "400, index_closed_exception",
        "403, security_exception",
        "500, something_new_exception",
    })
    void whatPassesIsDecidedByTypeBeforeStatus(int status, String type) {
        assertThat(of(WRITE, item(status, type))).isInstanceOf(Outcome.Unsettled.class);
    }

    @ParameterizedTest
    @CsvSource({
        "400, document_parsing_exception",
        "400, mapper_parsing_exception",
        "400, strict_dynamic_mapping_exception",
        "400, illegal_argument_exception",
    })
    void whatElasticsearchRefusesOfADocumentIsTroubled(int status, String type) {
        assertThat(of(WRITE, item(status, type))).isEqualTo(new Outcome.Troubled(type + ": because"));
    }

    @ParameterizedTest
    @CsvSource({"404, index_not_found_exception", "400, invalid_index_name_exception"})
    void aMissingIndexIsItsOwnOutcome(int status, String type) {
        assertThat(of(WRITE, item(status, type))).isInstanceOf(Outcome.TargetGone.class);
        assertThat(of(DELETE, item(status, type))).isInstanceOf(Outcome.TargetGone.class);
    }

    private static String item(int status, String type) {
        return "{'status':" + status + ",'error':{'type':'" + type + "','reason':'because'}}";
    }

    @Test
    void theReasonNamesTheInnermostCause() {
        assertThat(
                        of(
                                WRITE,
                                "{'status':400,'error':{'type':'t','reason':'outer','caused_by':{'type':'u','reason':'inner'}}}"))
                .isEqualTo(new Outcome.Troubled("t: outer: inner"));
    }

    @Test
    void aBodyIsSuspectedForItsContentOnlyWhereThatCanBe() {
        assertThat(suspected(413, "{}")).isTrue();
        assertThat(suspected(400, "{'error':{'type':'action_request_validation_exception'}}"))
                .isTrue();
        assertThat(suspected(400, "{'error':{'type':'circuit_breaking_exception'}}"))
                .isFalse();
        assertThat(suspected(429, "{}")).isFalse();
        assertThat(suspected(503, "{}")).isFalse();
        assertThat(suspected(401, "{'error':{'type':'security_exception'}}")).isFalse();
    }

    private static boolean suspected(int status, String body) {
        return Verdict.suspectsContent(new Answer(status, Shared.json(body)));
    }

    @ParameterizedTest
    @CsvSource({
        "500, illegal_state_exception, true",
        "500, null_pointer_exception, true",
        "500, shard_not_found_exception, false",
        "500, node_not_connected_exception, false",
        "500, already_closed_exception, false",
        "500, cluster_block_exception, false",
        "503, anything, false",
        "504, anything, false",
        "429, anything, false",
        "400, document_parsing_exception, false"
    })
    void anItemThatFailedInsideAServerThatIsWellIsToldApart(int status, String type, boolean inside) {
        assertThat(Verdict.failedInside(
                        Shared.json("{'status':" + status + ",'error':{'type':'" + type + "','reason':'x'}}")))
                .isEqualTo(inside);
    }
}
