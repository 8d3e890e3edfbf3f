package tidemark.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The daemon's state, read and deleted by plain HTTP as a person would. */
final class MetaIndex {
    private static final String ALL_JOBS =
            "{\"size\": 1000, \"query\": {\"match_all\": {}}, \"_source\": true, \"track_total_hits\": false}";

    private final Http elasticsearch;
    private final String name;

    MetaIndex(URI elasticsearch, String name) {
        this.elasticsearch = new Http(elasticsearch);
        this.name = name;
    }

    /** A state object; empty where there is none, or no meta index. */
    Optional<JsonNode> read(String object) {
        Http.Answer answer = elasticsearch.get("/" + name + "/_source/" + object);
        return answer.isFound() ? Optional.of(answer.orThrow().body()) : Optional.empty();
    }

    Optional<Marker> marker() {
        return read("indexing").map(Marker::new);
    }

    /** Asks for a full reindex, the documented way. */
    void deleteMarker() {
        elasticsearch.delete("/" + name + "/_doc/indexing").orThrow();
    }

    /** Edits a state object, as a person might. */
    void change(String object, UnaryOperator<JsonNode> change) {
        JsonNode now = change.apply(read(object).orElseThrow());
        elasticsearch
                .call("PUT", "/" + name + "/_doc/" + object + "?refresh=true", now.toString())
                .orThrow();
    }

    /** Deletes everything that the daemon remembers. */
    void deleteIndex() {
        for (String physical : Indices.behind(elasticsearch, name)) {
            elasticsearch.delete("/" + physical).orThrow();
        }
    }

    /** All rebuild jobs; none where there is no meta index. */
    List<JsonNode> jobs() {
        List<JsonNode> jobs = new ArrayList<>();
        if (elasticsearch.call("POST", "/" + name + "/_refresh", "").isFound()) {
            JsonNode hits = elasticsearch
                    .call("POST", "/" + name + "/_search", ALL_JOBS)
                    .orThrow()
                    .body()
                    .at("/hits/hits");
            for (JsonNode hit : hits) {
                if (hit.path("_id").asText().startsWith("job-")) {
                    jobs.add(hit.get("_source"));
                }
            }
        }
        return jobs;
    }

    /** The groups of jobs with a reason that begins so: one for each time that a reindex was asked for. */
    long requests(String reason) {
        return jobs().stream()
                .filter(job -> job.path("reason").asText().startsWith(reason))
                .map(job -> job.path("group").asText())
                .distinct()
                .count();
    }
}
