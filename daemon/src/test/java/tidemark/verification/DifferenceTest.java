package tidemark.verification;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DifferenceTest {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text.replace("'", "\""));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static Optional<Difference> between(String expected, String found) {
        return Difference.of(json(expected), json(found));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'a':1} | {'a':2} | a | 1 | 2",
                "{'a':1} | {} | a | 1 | absent",
                "{} | {'a':null} | a | absent | null",
                "{'a':1} | {'a':'1'} | a | 1 | \"1\"",
                "{'a':{'b':[1,{'c':true}]}} | {'a':{'b':[1,{'c':false}]}} | a.b[1].c | true | false",
                "{'a':[1,2]} | {'a':[1]} | a[1] | 2 | absent",
                "{'a':[]} | {'a':[3]} | a[0] | absent | 3",
                "{'a':[1,2]} | {'a':[2,1]} | a[0] | 1 | 2",
                "{'a':{}} | {'a':[]} | a | {} | []",
                "{'a':0.1} | {'a':0.10000000000000000001} | a | 0.1 | 1.0000000000000000001E-1",
                "{'a':12345678901234567890.5} | {'a':12345678901234567890.6} | a | 12345678901234567890.5 | 12345678901234567890.6",
                "{'o':{'_tidemark':1}} | {'o':{'_tidemark':2}} | o._tidemark | 1 | 2",
            })
    void namesTheFirstPath(String expected, String found, String path, String left, String right) {
        Difference difference = between(expected, found).orElseThrow();
        assertThat(difference.path()).isEqualTo(path);
        assertThat(difference.expected()).isEqualTo(left);
        assertThat(json(difference.found().equals("absent") ? "null" : difference.found()))
                .isEqualTo(json(right.equals("absent") ? "null" : right));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'a':1.50} | {'a':1.5}",
                "{'a':100} | {'a':1e2}",
                "{'a':1,'b':2} | {'b':2,'a':1}",
                "{'a':1,'_tidemark':{'generation':1}} | {'a':1,'_tidemark':{'generation':2}}",
                "{'a':1} | {'a':1,'audit':{'ERROR':[]}, 'audit_stale':true}",
            })
    void takesWhatIsTheSameForTheSame(String expected, String found) {
        assertThat(between(expected, found)).isEmpty();
    }

    @Test
    void longValuesAreCut() {
        Difference difference =
                between("{'a':'" + "x".repeat(1_000) + "'}", "{'a':1}").orElseThrow();
        assertThat(difference.expected()).hasSize(201);
    }
}
