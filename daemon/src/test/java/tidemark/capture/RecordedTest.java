package tidemark.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import tidemark.plan.TrackedTable;

class RecordedTest {

    private static final TrackedTable ARTIST =
            LogFixture.tracked("public", "artist", "id int", "name text", "label int*");

    private static Recorded of(String... columns) {
        return Recorded.of(LogFixture.tracked("public", "artist", columns));
    }

    @Test
    void coversWhatNeedsLessAndNothingThatNeedsMore() {
        Recorded artist = Recorded.of(ARTIST);
        assertThat(artist.covers(artist)).isTrue();
        assertThat(artist.covers(of("id int", "label int*")))
                .as("a column less")
                .isTrue();
        assertThat(artist.covers(of("id int", "name text", "label int")))
                .as("an edge less")
                .isTrue();
        assertThat(artist.covers(of("id int", "name text", "label int*", "year int")))
                .as("a column more")
                .isFalse();
        assertThat(artist.covers(of("id int", "name text*", "label int*")))
                .as("an edge more")
                .isFalse();
        assertThat(artist.covers(of("name text", "id int", "label int*")))
                .as("another key")
                .isFalse();
    }

    @Test
    void aTextThatDependsOnTheSessionIsNotCoveredByOneThatDoesNotCare() {
        Recorded plain = of("id int", "at timestamptz");
        Recorded careful = of("id int", "at timestamptz*");
        assertThat(careful.plain()).isFalse();
        assertThat(careful.covers(plain)).isTrue();
        assertThat(new Recorded(List.of("id"), List.of("at", "id"), List.of("at"), true).covers(careful))
                .isFalse();
    }

    @Test
    void comesBackFromItsCommentAndFromNoOther() {
        Recorded artist = Recorded.of(ARTIST);
        assertThat(Recorded.read(artist.comment("1a2b"))).contains(artist);
        assertThat(Recorded.read(null)).isEmpty();
        assertThat(Recorded.read("tidemark 1a2b")).isEmpty();
        assertThat(Recorded.read("somebody's {\"key\": []}")).isEmpty();
        assertThat(Recorded.read("tidemark 1a2b {\"key\": [\"id\"], \"more\": 1}"))
                .isEmpty();
    }
}
