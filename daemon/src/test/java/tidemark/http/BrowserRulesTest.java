package tidemark.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BrowserRulesTest {

    private final BrowserRules rules = new BrowserRules(Set.of("indexer.example.org"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.0.0.1:9402",
                "10.1.2.3:1",
                "[::1]:9402",
                "[fe80::1]",
                "localhost",
                "LOCALHOST:9402",
                "indexer.example.org",
                "Indexer.Example.Org:443"
            })
    void addressesAndConfiguredNamesAreOurs(String host) {
        assertThat(rules.isOurs(host)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "evil.example",
                "localhost.evil.example",
                "127.0.0.1.evil.example",
                "indexer.example.org.evil.example",
                "evil.example:127.0.0.1",
                "x127.0.0.1",
                "[::1].evil.example",
                "indexer.example.org:port"
            })
    void aNameThatAnybodyMayPointHereIsNot(String host) {
        assertThat(rules.isOurs(host)).isFalse();
    }
}
