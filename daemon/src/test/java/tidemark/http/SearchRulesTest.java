package tidemark.http;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SearchRulesTest {

    private static void check(String body) {
        SearchRules.check(Json.object(body.replace('\'', '"').getBytes(StandardCharsets.UTF_8)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'query': {'terms': {'Name': {'index': 'secrets', 'id': '1', 'path': 'name'}}}}",
                "{'query': {'bool': {'filter': [{'terms': {'Name': {'index': 'secrets', 'id': '1', 'path': 'name'}}}]}}}",
                "{'aggs': {'a': {'filter': {'terms': {'Name': {'index': 'secrets', 'id': '1', 'path': 'name'}}}}}}",
                "{'query': {'more_like_this': {'like': [{'_index': 'secrets', '_id': '1'}]}}}",
                "{'query': {'percolate': {'field': 'q', 'index': 'secrets', 'id': '1'}}}",
                "{'query': {'geo_shape': {'at': {'indexed_shape': {'index': 'secrets', 'id': '1'}}}}}",
                "{'query': {'wrapper': {'query': 'e30='}}}",
                "{'suggest': {'s': {'phrase': {'field': 'f', 'collate': {'query': {'source': {}}}}}}}",
                "{'runtime_mappings': {'x': {'type': 'lookup', 'target_index': 'secrets', 'input_field': 'a',"
                        + " 'target_field': 'b', 'fetch_fields': ['c']}}, 'fields': ['x']}",
                "{'pit': {'id': 'abc'}}"
            })
    void whatReachesForAnotherIndexIsRefused(String body) {
        assertThatThrownBy(() -> check(body)).isInstanceOf(Problem.class).hasMessageContaining("its type alone");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'query': {'term': {'index': 'a'}}, 'size': 5}",
                "{'query': {'terms': {'index': ['a', 'b']}}}",
                "{'query': {'match': {'wrapper': 'kraft paper'}}}",
                "{'query': {'term': {'target_index': 'a'}}, 'aggs': {'t': {'terms': {'field': 'index'}}}}",
                "{}"
            })
    void whatStaysWithTheTypeIsPassedOn(String body) {
        assertThatCode(() -> check(body)).doesNotThrowAnyException();
    }
}
