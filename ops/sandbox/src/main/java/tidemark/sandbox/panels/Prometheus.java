package tidemark.sandbox.panels;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;

/** The API of a Prometheus. */
final class Prometheus {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final URI address;

    Prometheus(URI address) {
        this.address = address;
    }

    /**
     * What a query gave over a time.
     *
     * @param series that have a number at all
     * @param highest number among them
     */
    record Answer(int series, double highest) {}

    /** Asks for each second of this time. */
    Answer range(String query, Instant from, Instant to) throws IOException, InterruptedException {
        JsonNode result = call("/api/v1/query_range?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8)
                        + "&start=" + from.getEpochSecond() + "&end=" + to.getEpochSecond() + "&step=1")
                .at("/data/result");
        int series = 0;
        double highest = Double.NEGATIVE_INFINITY;
        for (JsonNode one : result) {
            boolean any = false;
            for (JsonNode sample : one.path("values")) {
                double value = number(sample.path(1).asText());
                if (!Double.isNaN(value)) {
                    any = true;
                    highest = Math.max(highest, value);
                }
            }
            series += any ? 1 : 0;
        }
        return new Answer(series, highest);
    }

    private static double number(String text) {
        return switch (text) {
            case "+Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(text);
        };
    }

    /** The highest value now; NaN without any. */
    double now(String query) throws IOException, InterruptedException {
        double highest = Double.NaN;
        for (JsonNode one : call("/api/v1/query?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8))
                .at("/data/result")) {
            double value = number(one.path("value").path(1).asText());
            highest = Double.isNaN(highest) ? value : Math.max(highest, value);
        }
        return highest;
    }

    /** Rules as it has read them. */
    JsonNode rules() throws IOException, InterruptedException {
        return call("/api/v1/rules").at("/data/groups/0/rules");
    }

    private JsonNode call(String path) throws IOException, InterruptedException {
        HttpResponse<String> response = HTTP.send(
                HttpRequest.newBuilder(URI.create(address + path))
                        .timeout(Duration.ofSeconds(30))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IOException(path + " was answered with " + response.statusCode() + ": " + response.body());
        }
        return JSON.readTree(response.body());
    }
}
