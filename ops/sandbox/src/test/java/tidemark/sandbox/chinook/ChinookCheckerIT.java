package tidemark.sandbox.chinook;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.Connection;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tidemark.sandbox.Database;
import tidemark.sandbox.Servers;
import tidemark.sandbox.sample.Report;
import tidemark.sandbox.sample.SearchIndex;

class ChinookCheckerIT {
    private static final String PREFIX = "checker-" + Long.toString(System.nanoTime(), 36) + "-";

    private final URI elasticsearch = Servers.forTests().elasticsearch();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ChinookChecker checker = new ChinookChecker(elasticsearch, PREFIX);

    @AfterEach
    void deleteIndices() throws Exception {
        for (String type : new String[] {"track", "invoice", "artist", "customer", "many"}) {
            send("DELETE", "/" + PREFIX + type + "?ignore_unavailable=true", "");
        }
    }

    /** One altered field in each embed of each type, and nothing else, is found; so are a document too few and one too many. */
    @Test
    void whatIsNotTrueIsFoundWhereverItIs() throws Exception {
        try (Database database = Servers.forTests().createDatabase();
                Connection connection = database.connect()) {
            Chinook.load(connection);
            Map<ChinookType, Map<String, JsonNode>> documents = ChinookChecker.expected(connection);
            assertThat(checker.check(connection).differences()).hasSize(3_503 + 412 + 275 + 59);
            for (Map.Entry<ChinookType, Map<String, JsonNode>> type : documents.entrySet()) {
                write(type.getKey().typeName(), type.getValue());
            }
            Report atFirst = checker.check(connection);
            assertThat(atFirst.differences()).isEmpty();
            assertThat(atFirst.documents())
                    .containsEntry("track", 3_503)
                    .containsEntry("invoice", 412)
                    .containsEntry("artist", 275)
                    .containsEntry("customer", 59);

            alter(documents);

            Report report = checker.check(connection);
            assertThat(report.differences())
                    .extracting(found -> found.type() + ":" + found.id() + " " + found.kind() + " " + found.path())
                    .containsExactlyInAnyOrder(
                            "track:1 DIFFERENT $.Name",
                            "track:2 DIFFERENT $.Album.Title",
                            "track:3 DIFFERENT $.Album.Artist.Name",
                            "track:4 DIFFERENT $.Genre.Name",
                            "track:5 DIFFERENT $.MediaType.Name",
                            "track:6 DIFFERENT $.Playlists[1].Name",
                            "track:7 DIFFERENT $.UnitPrice",
                            "track:9 DIFFERENT $.Composer",
                            "track:10 MISSING $",
                            "track:99999 EXTRA $",
                            "invoice:1 DIFFERENT $.Total",
                            "invoice:2 DIFFERENT $.Customer.City",
                            "invoice:3 DIFFERENT $.Lines[1].Quantity",
                            "invoice:4 DIFFERENT $.Lines[0].Track.Name",
                            "invoice:5 DIFFERENT $.Lines[13]",
                            "invoice:6 DIFFERENT $.InvoiceDate",
                            "artist:1 DIFFERENT $.Name",
                            "artist:2 DIFFERENT $.Albums[1].Title",
                            "customer:1 DIFFERENT $.Email",
                            "customer:2 DIFFERENT $.SupportRep.Title",
                            "customer:3 DIFFERENT $.SupportRep");
            assertThat(report.isTrue()).isFalse();
        }
    }

    @Test
    void moreDocumentsThanOnePageOrTenThousandAreRead() throws Exception {
        StringBuilder body = new StringBuilder();
        for (int i = 0; i < 12_345; i++) {
            body.append("{\"index\":{\"_id\":\"").append(i).append("\"}}\n{}\n");
        }
        send("POST", "/" + PREFIX + "many/_bulk", body.toString());
        assertThat(new SearchIndex(elasticsearch).read(PREFIX + "many")).hasSize(12_345);
    }

    @Test
    void anAliasThatDoesNotExistHasNoDocuments() throws Exception {
        assertThat(new SearchIndex(elasticsearch).read(PREFIX + "none")).isEmpty();
    }

    private void alter(Map<ChinookType, Map<String, JsonNode>> documents) throws Exception {
        Map<String, JsonNode> tracks = documents.get(ChinookType.TRACK);
        put("track", "1", object(tracks, "1").put("Name", "?"));
        put("track", "2", root(tracks, "2", "/Album", node -> node.put("Title", "?")));
        put("track", "3", root(tracks, "3", "/Album/Artist", node -> node.put("Name", "?")));
        put("track", "4", root(tracks, "4", "/Genre", node -> node.putNull("Name")));
        put("track", "5", root(tracks, "5", "/MediaType", node -> node.put("Name", "?")));
        put("track", "6", root(tracks, "6", "/Playlists/1", node -> node.put("Name", "?")));
        put("track", "7", object(tracks, "7").put("UnitPrice", new BigDecimal("0.990000000000000000001")));
        ObjectNode harmless = object(tracks, "8").put("UnitPrice", new BigDecimal("0.9900"));
        harmless.putObject("_tidemark").put("generation", 1);
        put("track", "8", harmless);
        put("track", "9", object(tracks, "9").without("Composer"));
        send("DELETE", "/" + PREFIX + "track/_doc/10", "");
        put("track", "99999", object(tracks, "10"));

        Map<String, JsonNode> invoices = documents.get(ChinookType.INVOICE);
        put("invoice", "1", object(invoices, "1").put("Total", 1.99));
        put("invoice", "2", root(invoices, "2", "/Customer", node -> node.put("City", "?")));
        put("invoice", "3", root(invoices, "3", "/Lines/1", node -> node.put("Quantity", 2)));
        put("invoice", "4", root(invoices, "4", "/Lines/0/Track", node -> node.put("Name", "?")));
        ObjectNode shorter = object(invoices, "5");
        ((ArrayNode) shorter.get("Lines")).remove(13);
        put("invoice", "5", shorter);
        put("invoice", "6", object(invoices, "6").put("InvoiceDate", "2009-01-20"));

        Map<String, JsonNode> artists = documents.get(ChinookType.ARTIST);
        put("artist", "1", object(artists, "1").put("Name", "?"));
        put("artist", "2", root(artists, "2", "/Albums/1", node -> node.put("Title", "?")));

        Map<String, JsonNode> customers = documents.get(ChinookType.CUSTOMER);
        put("customer", "1", object(customers, "1").put("Email", "?"));
        put("customer", "2", root(customers, "2", "/SupportRep", node -> node.put("Title", "?")));
        put("customer", "3", object(customers, "3").putNull("SupportRep"));
    }

    private interface Alteration {
        void alter(ObjectNode node);
    }

    private static ObjectNode root(Map<String, JsonNode> documents, String id, String pointer, Alteration alteration) {
        ObjectNode document = object(documents, id);
        alteration.alter((ObjectNode) document.requiredAt(pointer));
        return document;
    }

    private static ObjectNode object(Map<String, JsonNode> documents, String id) {
        return documents.get(id).deepCopy();
    }

    private void write(String type, Map<String, JsonNode> documents) throws IOException, InterruptedException {
        StringBuilder body = new StringBuilder();
        documents.forEach((id, document) -> body.append("{\"index\":{\"_id\":\"")
                .append(id)
                .append("\"}}\n")
                .append(document)
                .append('\n'));
        send("PUT", "/" + PREFIX + type, "{\"mappings\":{\"enabled\":false}}");
        send("POST", "/" + PREFIX + type + "/_bulk", body.toString());
    }

    private void put(String type, String id, JsonNode document) throws IOException, InterruptedException {
        send("PUT", "/" + PREFIX + type + "/_doc/" + id, document.toString());
    }

    private void send(String method, String path, String body) throws IOException, InterruptedException {
        HttpResponse<String> response = http.send(
                HttpRequest.newBuilder(elasticsearch.resolve(path))
                        .header("Content-Type", "application/json")
                        .method(method, BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isLessThan(300);
        assertThat(response.body()).doesNotContain("\"errors\":true");
    }
}
