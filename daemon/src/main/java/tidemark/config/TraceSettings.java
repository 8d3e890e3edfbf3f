package tidemark.config;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where spans go; nowhere without an endpoint.
 *
 * @param endpoint the collector's address for traces, or null
 * @param sampleRatio which part of the cycles is told
 * @param headers {@code name=value}, with commas between; or null
 */
public record TraceSettings(
        @Nullable URI endpoint,
        double sampleRatio,
        @Nullable Secret headers) {

    /** A name, and printable characters of which a percent sign begins two hexadecimal digits. */
    private static final Pattern HEADER =
            Pattern.compile("\\s*[!#$&'*.^_`|~0-9A-Za-z-]+\\s*=(?:[ -$&-+\\--~]|%[0-9A-Fa-f]{2})+");

    static final Key<URI> ENDPOINT = new Key<>(
            "traces.endpoint",
            Kind.url("http://host:4318/v1/traces"),
            null,
            "Where a collector takes OTLP over HTTP (protobuf), the whole address; without it nothing is traced.");
    static final Key<Double> SAMPLE_RATIO = new Key<>(
            "traces.sample_ratio",
            Kind.share(),
            "0.01",
            "Which part of the cycles is told, with their bulks; jobs are told whenever there is an endpoint.");
    static final Key<Secret> HEADERS = new Key<>(
            "traces.headers",
            Kind.secretHeaders(),
            null,
            "Headers that the collector asks for, as name=value with commas between, percent-encoded as in"
                    + " OTEL_EXPORTER_OTLP_HEADERS; best as ${file:/path}.");

    static final Section<TraceSettings> SECTION = new Section<>(
            "traces",
            "Spans of jobs, cycles and bulks, for an OpenTelemetry collector.",
            List.of(ENDPOINT, SAMPLE_RATIO, HEADERS),
            values -> new TraceSettings(values.find(ENDPOINT), values.get(SAMPLE_RATIO), values.find(HEADERS)));

    /** Checks each value. */
    public TraceSettings {
        ENDPOINT.check(endpoint);
        SAMPLE_RATIO.check(sampleRatio);
        HEADERS.check(headers);
        if (headers != null && endpoint == null) {
            throw HEADERS.conflict("needs traces.endpoint: without it nothing is sent");
        }
    }

    /** The headers by name; secret. */
    public Map<String, String> headersByName() {
        Map<String, String> byName = new LinkedHashMap<>();
        if (headers != null) {
            for (String one : headers.reveal().split(",", -1)) {
                String[] parts = one.split("=", 2);
                // A plus is a plus here, unlike in a form.
                byName.put(
                        parts[0].strip(),
                        URLDecoder.decode(parts[1].strip().replace("+", "%2B"), StandardCharsets.UTF_8));
            }
        }
        return byName;
    }

    static boolean areHeaders(String text) {
        return Arrays.stream(text.split(",", -1)).allMatch(HEADER.asMatchPredicate());
    }
}
