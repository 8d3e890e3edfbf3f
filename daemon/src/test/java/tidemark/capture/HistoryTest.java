package tidemark.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import tidemark.change.Moment;
import tidemark.change.Position;
import tidemark.change.PrimaryWatermark;
import tidemark.change.Snapshot;

/** Whether a standby has replayed what was indexed elsewhere; the rest of the comparison needs a log. */
class HistoryTest {

    private static final Position INDEXED_UP_TO_500 =
            new Position(new PrimaryWatermark(10, List.of()), 9, List.of(), 500, 3);

    private static boolean behind(boolean recovery, long wal, int timeline) {
        Moment moment = new Moment(new Snapshot(10, 10, List.of()), recovery, wal, timeline);
        return History.behind(moment, INDEXED_UP_TO_500).isPresent();
    }

    @Test
    void aStandbyThatHasNotReplayedWhatWasIndexedIsWaitedFor() {
        assertThat(behind(true, 499, 3)).isTrue();
        assertThat(behind(true, 500, 3)).isFalse();
        assertThat(behind(true, 499, 2)).as("of an older timeline").isTrue();
    }

    @Test
    void aPrimaryAndANewerTimelineAreNot() {
        assertThat(behind(false, 499, 3)).as("its position is not comparable").isFalse();
        assertThat(behind(true, 499, 4)).as("what is missing will never come").isFalse();
    }
}
