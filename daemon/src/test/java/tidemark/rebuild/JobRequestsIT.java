package tidemark.rebuild;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tidemark.change.Key;
import tidemark.cycle.Types;
import tidemark.elasticsearch.Elasticsearch;
import tidemark.elasticsearch.Shared;
import tidemark.plan.DocumentPlan;
import tidemark.plan.Drawing;
import tidemark.state.Job;
import tidemark.state.StateStore;
import tidemark.telemetry.Traces;

/** Repeats of a request under a chosen id, and its limits, over a real meta index. */
final class JobRequestsIT {

    private final Elasticsearch elasticsearch = Shared.open();
    private final String meta = Shared.name("meta");
    private final StateStore store = new StateStore(elasticsearch, meta);
    private final JobBook book = new JobBook(store, Clock.systemUTC(), new Job.Limits(3, 100));
    private final JobRequests requests = new JobRequests(
            types("album", "artist", "track"),
            book,
            (type, texts) ->
                    texts.stream().map(text -> Optional.of(Key.of(text))).toList(),
            Clock.systemUTC(),
            () -> false,
            () -> {},
            Traces.OFF);

    private static Types types(String... names) {
        Map<String, DocumentPlan> plans = new TreeMap<>();
        Map<String, String> same = new TreeMap<>();
        for (String name : names) {
            plans.put(name, Drawing.table(name, "id").plan(name));
            same.put(name, name);
        }
        return new Types(plans, same, same);
    }

    @BeforeEach
    void ensure() {
        assertThat(store.ensure()).isTrue();
    }

    @AfterEach
    void drop() {
        elasticsearch.call("DELETE", "/" + meta, null);
        elasticsearch.close();
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    private static JobRequests.Wanted rebuild(String id, String... types) {
        return new JobRequests.Wanted(id, List.of(types), List.of(), object());
    }

    private JobRequests.Done done(JobRequests.Wanted wanted) {
        JobRequests.Reply reply = requests.start(wanted);
        assertThat(reply).isInstanceOf(JobRequests.Done.class);
        return (JobRequests.Done) reply;
    }

    private JobRequests.Refused refused(JobRequests.Wanted wanted) {
        JobRequests.Reply reply = requests.start(wanted);
        assertThat(reply).isInstanceOf(JobRequests.Refused.class);
        return (JobRequests.Refused) reply;
    }

    private static List<String> ids(JobRequests.Done done) {
        return done.jobs().stream().map(job -> job.path("id").asText()).toList();
    }

    @Test
    void aRepeatAnswersTheSameJobs() {
        JobRequests.Done first = done(rebuild("night"));
        assertThat(ids(first)).containsExactly("night-album", "night-artist", "night-track");
        assertThat(first.made()).isTrue();
        JobRequests.Done repeat = done(rebuild("night"));
        assertThat(ids(repeat)).isEqualTo(ids(first));
        assertThat(repeat.made()).isFalse();
    }

    @Test
    void whatAFirstCallDidNotMakeARepeatMakes() {
        done(rebuild("night"));
        // As an answer that was lost after one of its writes leaves it.
        assertThat(book.forget(job -> job.type().equals("artist"))).isEqualTo(1);
        JobRequests.Done repeat = done(rebuild("night"));
        assertThat(ids(repeat)).containsExactly("night-album", "night-artist", "night-track");
        assertThat(repeat.made()).isTrue();
    }

    @Test
    void anIdThatAnotherRequestHasIsRefusedAndNothingIsMade() {
        done(rebuild("night-artist", "artist"));
        book.change("night-artist", job -> job.completed(1, Clock.systemUTC().instant()));
        JobRequests.Refused refused = refused(rebuild("night"));
        assertThat(refused.why()).isEqualTo(JobRequests.Why.CONFLICT);
        assertThat(refused.message()).contains("night-artist");
        assertThat(book.all()).hasSize(1);
    }

    @Test
    void aRepeatMakesNoJobForATypeWhoseJobTheFirstCallJoined() {
        done(rebuild("album-first", "album"));
        JobRequests.Done first = done(rebuild("night"));
        assertThat(ids(first)).containsExactly("album-first", "night-artist", "night-track");
        book.change("album-first", job -> job.completed(1, Clock.systemUTC().instant()));
        JobRequests.Done repeat = done(rebuild("night"));
        assertThat(ids(repeat)).containsExactly("night-artist", "night-track");
        assertThat(repeat.made()).isFalse();
    }

    @Test
    void oneIdIsOneRequest() {
        done(new JobRequests.Wanted("a", List.of("track"), List.of("1", "2"), object()));
        assertThat(refused(new JobRequests.Wanted("a", List.of("track"), List.of("1", "3"), object()))
                        .field())
                .isEqualTo("id");
        assertThat(refused(rebuild("a", "album")).why()).isEqualTo(JobRequests.Why.CONFLICT);
        assertThat(refused(rebuild("a")).why()).isEqualTo(JobRequests.Why.CONFLICT);
        assertThat(refused(new JobRequests.Wanted("a", List.of("track"), List.of("1", "2"), object().put("who", "me")))
                        .why())
                .isEqualTo(JobRequests.Why.CONFLICT);
        assertThat(book.all()).hasSize(1);
    }

    @Test
    void metadataHasALimit() {
        ObjectNode much = object().put("text", "x".repeat(JobRequests.MOST_METADATA));
        JobRequests.Refused refused = refused(new JobRequests.Wanted(null, List.of("track"), List.of(), much));
        assertThat(refused.why()).isEqualTo(JobRequests.Why.TOO_MUCH);
        assertThat(refused.field()).isEqualTo("metadata");
        assertThat(book.all()).isEmpty();
    }
}
