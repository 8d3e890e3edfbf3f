package tidemark.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class BodyTest {

    private static Write write(String id, String source) {
        return new Write("a-1-W", id, 7, source == null ? null : source.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(Write... writes) {
        return new String(new Body(0, writes.length).lines(List.of(writes)), StandardCharsets.UTF_8);
    }

    @Test
    void aDeleteHasOneLineAndAWriteTwo() {
        assertThat(text(write("1", null), write("2", "{}"))).isEqualTo("""
                        {"delete":{"_index":"a-1-W","_id":"1","version":7,"version_type":"external_gte"}}
                        {"index":{"_index":"a-1-W","_id":"2","version":7,"version_type":"external_gte"}}
                        {}
                        """);
    }

    @Test
    void aLineBreakInTheSourceDoesNotEndTheDocument() {
        assertThat(text(write("1", "{\n\"a\":\n1}"))).endsWith("\n{ \"a\": 1}\n");
    }

    @Test
    void anIdIsEscaped() {
        assertThat(text(write("[\"a\",\"\u0001\\\"]", null))).contains("\"_id\":\"[\\\"a\\\",\\\"\\u0001\\\\\\\"]\"");
    }

    @Test
    void bodiesAreBoundedInCountAndBytesAndMissNothing() {
        List<Write> writes = IntStream.range(0, 100)
                .mapToObj(i -> write("" + i, "x".repeat(i == 50 ? 100_000 : 100)))
                .toList();
        List<Body> bodies = List.copyOf(Body.cut(writes, 2_000, 7));
        int next = 0;
        for (Body body : bodies) {
            assertThat(body.from()).isEqualTo(next);
            assertThat(body.size()).isBetween(1, 7);
            assertThat(body.size() == 1 || body.lines(writes).length <= 2_000).isTrue();
            next = body.to();
        }
        assertThat(next).isEqualTo(100);
        assertThat(bodies).contains(new Body(50, 51));
    }

    @Test
    void nothingIsCutIntoNothing() {
        assertThat(Body.cut(List.of(), 1, 1)).isEmpty();
    }
}
