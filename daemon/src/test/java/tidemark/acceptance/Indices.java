package tidemark.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What Elasticsearch holds below a prefix, read by plain HTTP. */
final class Indices {
    private static final int PAGE = 2_000;

    private final Http http;
    private final String prefix;

    Indices(URI elasticsearch, String prefix) {
        this.http = new Http(elasticsearch);
        this.prefix = prefix;
    }

    /** Names of all physical indices. */
    Set<String> names() {
        Set<String> names = new TreeSet<>();
        http.get("/_cat/indices/" + prefix + "*?format=json&expand_wildcards=all")
                .orThrow()
                .body()
                .forEach(index -> names.add(index.path("index").asText()));
        return names;
    }

    /** The physical indices behind an alias (or the index of that name); none where neither exists. */
    Set<String> behind(String type) {
        return behind(http, prefix + type);
    }

    static Set<String> behind(Http http, String alias) {
        Set<String> names = new TreeSet<>();
        Http.Answer answer = http.get("/" + alias + "/_alias");
        if (answer.isFound()) {
            answer.orThrow().body().fieldNames().forEachRemaining(names::add);
        }
        return names;
    }

    /** A setting of the index behind an alias. */
    String setting(String type, String name) {
        return http.get("/" + prefix + type + "/_settings")
                .orThrow()
                .body()
                .elements()
                .next()
                .at("/settings/index")
                .path(name)
                .asText();
    }

    /** How many documents a search of an alias finds now; -1 where there is no such alias. */
    long found(String type) {
        Http.Answer answer = http.call(
                "POST",
                "/" + prefix + type + "/_search?allow_partial_search_results=false",
                "{\"size\": 0, \"track_total_hits\": true}");
        return answer.isFound()
                ? answer.orThrow().body().at("/hits/total/value").asLong(-1)
                : -1;
    }

    /** How many documents have this value in this field. */
    long matching(String type, String field, String value) {
        return http.call(
                        "POST",
                        "/" + prefix + type + "/_search",
                        "{\"size\": 0, \"track_total_hits\": true, \"query\": {\"term\": {\"" + field + "\": \"" + value
                                + "\"}}}")
                .orThrow()
                .body()
                .at("/hits/total/value")
                .asLong(-1);
    }

    /** A document as a search finds it; missing where it does not. */
    JsonNode document(String type, String id) {
        return http.call(
                        "POST",
                        "/" + prefix + type + "/_search",
                        "{\"size\": 1, \"query\": {\"ids\": {\"values\": [\"" + id + "\"]}}}")
                .orThrow()
                .body()
                .at("/hits/hits/0/_source");
    }

    /** {@code _version} of every document, under {@code type:id}. */
    Map<String, Long> versions(List<String> types) {
        Map<String, Long> versions = new TreeMap<>();
        for (String type : types) {
            refresh(type);
            versions(type, versions);
        }
        return versions;
    }

    private void versions(String type, Map<String, Long> versions) {
        String after = "";
        JsonNode hits;
        do {
            String body = "{\"size\": " + PAGE
                    + ", \"version\": true, \"_source\": false, \"sort\": [{\"_doc\": \"asc\"}]" + after + "}";
            hits = http.call("POST", "/" + prefix + type + "/_search", body)
                    .orThrow()
                    .body()
                    .at("/hits/hits");
            for (JsonNode hit : hits) {
                versions.put(
                        type + ":" + hit.path("_id").asText(),
                        hit.path("_version").asLong());
            }
            after = hits.isEmpty()
                    ? ""
                    : ", \"search_after\": " + hits.get(hits.size() - 1).path("sort");
        } while (hits.size() == PAGE);
    }

    /** Every document, ascending by a field that tells them apart; read page by page. */
    Iterable<JsonNode> all(String type, String field) {
        return () -> new Iterator<>() {
            private JsonNode hits = page(type, field, "");
            private int next;

            @Override
            public boolean hasNext() {
                if (next == hits.size() && next == PAGE) {
                    hits = page(
                            type,
                            field,
                            ", \"search_after\": " + hits.get(next - 1).path("sort"));
                    next = 0;
                }
                return next < hits.size();
            }

            @Override
            public JsonNode next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                return hits.get(next++).path("_source");
            }
        };
    }

    private JsonNode page(String type, String field, String after) {
        String body = "{\"size\": " + PAGE + ", \"sort\": [{\"" + field + "\": \"asc\"}]" + after + "}";
        return http.call("POST", "/" + prefix + type + "/_search", body)
                .orThrow()
                .body()
                .at("/hits/hits");
    }

    void refresh(String type) {
        http.call("POST", "/" + prefix + type + "/_refresh", "").orThrow();
    }

    /** A direct write to the index behind an alias, as somebody else's program would do it. */
    void overwrite(String type, String id, String json) {
        String physical = behind(type).iterator().next();
        http.call("PUT", "/" + physical + "/_doc/" + id, json).orThrow();
    }

    /** A direct deletion, as somebody else's program would do it. */
    void remove(String type, String id) {
        String physical = behind(type).iterator().next();
        http.delete("/" + physical + "/_doc/" + id).orThrow();
    }

    /** As a crash does: deleted documents leave no version behind. Asked of one that is deleted later than all others. */
    void forgetTombstones(String physical) {
        http.call("PUT", "/" + physical + "/_settings", "{\"index.gc_deletes\": \"0s\"}")
                .orThrow();
        String probe = "/" + physical + "/_doc/probe?version_type=external&version=";
        http.delete(probe + 100);
        Drill.until(Drill.SOON, "tombstones are forgotten", () -> {
            http.call("POST", "/" + physical + "/_refresh", "").orThrow();
            return http.call("PUT", probe + 50, "{}").status() == 201;
        });
        http.delete(probe + 200);
    }

    void delete(String physical) {
        http.delete("/" + physical).orThrow();
    }

    /** Deletes everything below the prefix. */
    void deleteAll() {
        List<String> all = new ArrayList<>(names());
        all.forEach(name -> http.delete("/" + name + "?ignore_unavailable=true"));
    }
}
