package tidemark.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqlTextTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a = '1)'",
                "a = 'it''s (' AND (b)",
                "\"odd)name\" = 1",
                "a = E'\\') '",
                "a = $$ ) ; ' $$",
                "a = $tag$ $$ ) $tag$",
                "a ~ '?;--'",
                "a$1 = 2"
            })
    void whatStandsInQuotesIsNoMatter(String sql) {
        assertThat(SqlText.objection(sql)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a) OR (b",
                "(a",
                "a;",
                "a -- b",
                "a /* b */",
                "a = 'b",
                "a = \"b",
                "a ? 'b'",
                "a = $1",
                "a = $$b",
                "a = E'\\'"
            })
    void whatReachesBeyondTheConditionIsRefused(String sql) {
        assertThat(SqlText.objection(sql)).isPresent();
    }

    @Test
    void literalsAreFoundByTheirByte() {
        assertThat(SqlText.literalAt("ä = 'it''s'", 5)).contains("it's");
        assertThat(SqlText.literalAt("a = 1", 4)).isEmpty();
        assertThat(SqlText.literalAt("a", 7)).isEmpty();
        assertThat(SqlText.literalAt("a", -1)).isEmpty();
    }
}
