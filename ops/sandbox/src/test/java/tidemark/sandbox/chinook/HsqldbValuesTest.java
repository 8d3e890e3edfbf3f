package tidemark.sandbox.chinook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class HsqldbValuesTest {
    @Test
    void numbersTextAndNullBecomeColumns() {
        assertThat(copy("1,'Rock',NULL,0.99")).isEqualTo("1\tRock\t\\N\t0.99\n");
    }

    @Test
    void theTextNullIsNotNull() {
        assertThat(copy("'NULL'")).isEqualTo("NULL\n");
    }

    @Test
    void commasAndQuotesInsideTextStay() {
        assertThat(copy("'it''s, well, here','','x'")).isEqualTo("it's, well, here\t\tx\n");
    }

    @Test
    void unicodeEscapesAreReadAndOtherBackslashesAreThemselves() {
        assertThat(copy("'Ac\\u00fastico','a \\ b'")).isEqualTo("Acústico\ta \\\\ b\n");
    }

    @Test
    void textWithoutAnEndIsRefused() {
        assertThatThrownBy(() -> copy("'x")).hasMessageContaining("does not end");
    }

    private static String copy(String values) {
        StringBuilder out = new StringBuilder();
        new HsqldbValues(values).toCopy(out);
        return out.toString();
    }
}
