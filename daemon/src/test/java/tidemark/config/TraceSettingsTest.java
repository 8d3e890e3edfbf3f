package tidemark.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where spans go, as a person writes it. */
final class TraceSettingsTest {

    private static TraceSettings read(String traces) {
        return new ConfigurationReader(java.nio.file.Path.of("t.yaml"), Map.of())
                .read("types: {track: {table: Track}}\n" + traces, List.of())
                .traces();
    }

    @Test
    void nothingIsTracedUnlessAnEndpointIsNamed() {
        assertThat(read("").endpoint()).isNull();
        assertThat(read("").headersByName()).isEmpty();
        assertThat(read("traces: {endpoint: 'http://collector:4318/v1/traces', sample_ratio: 0.5}"))
                .satisfies(traces -> {
                    assertThat(traces.endpoint()).hasToString("http://collector:4318/v1/traces");
                    assertThat(traces.sampleRatio()).isEqualTo(0.5);
                });
    }

    @Test
    void headersAreAsInTheStandardsVariableAndSecret() {
        TraceSettings traces = read(
                "traces: {endpoint: 'http://c/v1/traces', headers: 'Authorization=Basic%20a+b%3D%3D, X-Scope=1=2'}");
        assertThat(traces.headersByName()).isEqualTo(Map.of("Authorization", "Basic a+b==", "X-Scope", "1=2"));
        assertThat(traces).asString().doesNotContain("Basic");
    }

    @ParameterizedTest
    @ValueSource(strings = {"swordfish", "=swordfish", "A=", "A=swordfish%2", "A=swordfish,", "A B=swordfish"})
    void whatIsNoHeaderIsRefusedWithoutBeingShown(String headers) {
        assertThatThrownBy(() -> read("traces: {endpoint: 'http://c/v1/traces', headers: '" + headers + "'}"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("traces.headers")
                .hasMessageContaining("name=value")
                .hasMessageNotContaining("swordfish");
    }

    @Test
    void headersWithoutAnEndpointAreAMistake() {
        assertThatThrownBy(() -> read("traces: {headers: 'A=b'}")).hasMessageContaining("needs traces.endpoint");
    }

    @ParameterizedTest
    @ValueSource(strings = {"collector:4318", "grpc://c:4317", "http://user:pass@c/v1/traces"})
    void whatIsNoAddressOfHttpIsRefused(String endpoint) {
        assertThatThrownBy(() -> read("traces: {endpoint: '" + endpoint + "'}"))
                .hasMessageContaining("traces.endpoint")
                .hasMessageContaining("/v1/traces");
    }
}
