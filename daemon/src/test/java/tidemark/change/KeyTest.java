package tidemark.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class KeyTest {

    @Test
    void aSingleValueIsItsOwnText() {
        assertThat(Key.of("[odd]").text()).isEqualTo("[odd]");
        assertThat(Key.parse("[odd]", 1)).isEqualTo(Key.of("[odd]"));
    }

    @Test
    void aCompositeKeyIsAJsonArrayAndComesBack() {
        Key key = Key.of("a\"b\\c", "\n\u0001ä", "", "𝄞");
        assertThat(key.text()).isEqualTo("[\"a\\\"b\\\\c\",\"\\u000a\\u0001ä\",\"\",\"𝄞\"]");
        assertThat(Key.parse(key.text(), 4)).isEqualTo(key);
    }

    @Test
    void aTextOfAnotherShapeIsRefused() {
        for (String text : new String[] {"", "[", "[\"a\"", "[\"a\",]", "[\"a\" \"b\"]", "[\"a\",\"b\"]x", "[\"a\\"}) {
            assertThatIllegalArgumentException().isThrownBy(() -> Key.parse(text, 2));
        }
        assertThatIllegalArgumentException().isThrownBy(() -> Key.parse("[\"a\"]", 2));
    }

    @Test
    void theDocumentIdIsTheTextUpTo512BytesAndAHashBeyond() {
        assertThat(Key.of("x".repeat(512)).documentId()).hasSize(512);
        assertThat(Key.of("x".repeat(513)).documentId()).matches("sha256:[0-9a-f]{64}");
        assertThat(Key.of("ä".repeat(257)).documentId()).matches("sha256:[0-9a-f]{64}");
        assertThat(Key.of("").documentId()).matches("sha256:[0-9a-f]{64}");
        assertThatThrownBy(() -> Key.parse("[\"7\",\"\\ud800\"]", 2)).isInstanceOf(IllegalArgumentException.class);
        String id = Key.of("").documentId();
        assertThat(Key.of(id).documentId()).as("no key takes the id of another").isNotEqualTo(id);
    }
}
