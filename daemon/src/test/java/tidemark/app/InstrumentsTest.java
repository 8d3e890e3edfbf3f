package tidemark.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tidemark.config.Configuration;
import tidemark.telemetry.Scraped;
import tidemark.telemetry.Traces;

/** What a daemon is watched with. */
final class InstrumentsTest {

    private static final Path EXAMPLE = Path.of(System.getProperty("basedir", "."), "../config/examples/chinook.yaml");

    private static Instruments of(String... flags) {
        return Instruments.of(Configuration.read(EXAMPLE, Map.of(), List.of(flags)));
    }

    @Test
    void nothingIsTracedByDefault() {
        assertThat(of().traces()).isSameAs(Traces.OFF);
    }

    @Test
    void spansAreSentWhereAnEndpointIsNamed() {
        try (Traces traces = of("traces.endpoint=http://127.0.0.1:9/v1/traces").traces()) {
            assertThat(traces).isNotSameAs(Traces.OFF);
        }
    }

    @Test
    void everyConfiguredTypeHasItsNumbersFromTheStart() {
        Scraped scraped = Scraped.read(of().metrics().page(null).text());
        for (String type : List.of("track", "invoice", "artist", "customer")) {
            assertThat(scraped.value("tidemark_documents_read_total", type)).isZero();
        }
        assertThat(scraped.has("tidemark_documents_read_total", "other")).isFalse();
    }
}
