package tidemark.sandbox.sample;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class DocumentsTest {
    @Test
    void numbersAreComparedByValueToTheLastDigit() throws IOException {
        assertThat(paths("{'a': 0.99}", "{'a': 0.990}")).isEmpty();
        assertThat(paths("{'a': 99999999.99}", "{'a': 99999999.990000000000000001}"))
                .containsExactly("$.a");
        assertThat(paths("{'a': 1}", "{'a': '1'}")).containsExactly("$.a");
    }

    @Test
    void datesAreComparedByInstantAndOtherTextAsItStands() throws IOException {
        assertThat(paths("{'HireDate': '2002-08-14'}", "{'HireDate': '2002-08-14T02:00:00+02:00'}"))
                .isEmpty();
        assertThat(paths("{'HireDate': '2002-08-14'}", "{'HireDate': '2002-08-14T00:00:01Z'}"))
                .containsExactly("$.HireDate");
        assertThat(paths("{'Name': '2002-08-14'}", "{'Name': '2002-08-14T00:00:00Z'}"))
                .containsExactly("$.Name");
    }

    @Test
    void listsAreComparedInOrder() throws IOException {
        assertThat(paths("{'a': [{'b': 1}, {'b': 2}]}", "{'a': [{'b': 2}, {'b': 1}]}"))
                .containsExactly("$.a[0].b", "$.a[1].b");
        assertThat(paths("{'a': [1, 2]}", "{'a': [1]}")).containsExactly("$.a[1]");
        assertThat(paths("{'a': []}", "{'a': [1]}")).containsExactly("$.a[0]");
    }

    @Test
    void aFieldTooManyOrTooFewOrNullInsteadIsADifference() throws IOException {
        assertThat(paths("{'a': 1}", "{}")).containsExactly("$.a");
        assertThat(paths("{}", "{'a': null}")).containsExactly("$.a");
        assertThat(paths("{'a': {'b': 1}}", "{'a': null}")).containsExactly("$.a");
        assertThat(paths("{'a': null}", "{'a': []}")).containsExactly("$.a");
    }

    @Test
    void theDaemonsOwnMetadataIsNoPartOfTheTruth() throws IOException {
        assertThat(paths("{'a': 1}", "{'a': 1, '_tidemark': {'generation': 7}}"))
                .isEmpty();
        assertThat(paths("{'a': {}}", "{'a': {'_tidemark': 1}}")).containsExactly("$.a._tidemark");
    }

    private static List<String> paths(String expected, String found) throws IOException {
        return Documents.compare("type", "1", json(expected), json(found)).stream()
                .map(Difference::path)
                .toList();
    }

    private static JsonNode json(String text) throws IOException {
        return SearchIndex.JSON.readTree(text.replace('\'', '"'));
    }
}
