package tidemark.cycle;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import tidemark.lifecycle.Unavailable;

class StatusBoardTest {

    private final StatusBoard board = new StatusBoard(Clock.systemUTC(), Duration.ofMinutes(1));

    private static ObjectNode track(String filling) {
        ObjectNode types = JsonNodeFactory.instance.objectNode();
        types.putObject("track").put("filling", filling);
        return types;
    }

    private String status() {
        return board.json().path("status").asText();
    }

    @Test
    void saysIndexingWhileARebuildFillsBesideALoopThatWaits() {
        board.status(StatusBoard.Status.WAITING);
        assertThat(status()).isEqualTo("waiting");
        board.types(track("track-7"));
        assertThat(status()).isEqualTo("indexing");
        board.status(StatusBoard.Status.SLEEPING);
        assertThat(status()).isEqualTo("sleeping");
        board.status(StatusBoard.Status.WAITING);
        board.types(track(null));
        assertThat(status()).isEqualTo("waiting");
    }

    @Test
    void theHeadlineSaysInOneLineWhatAPersonAsksFirst() {
        assertThat(board.headline()).isEqualTo("starting listener");
        board.connecting();
        board.away(new Unavailable(Unavailable.Server.POSTGRES, "refused", null));
        assertThat(board.headline()).matches("connecting, PostgreSQL is away since \\S+Z");
        board.answered();
        board.standsBy();
        assertThat(board.headline()).isEqualTo("waiting, stands by: another daemon leads");
        board.leading(true);
        board.troubled(JsonNodeFactory.instance.objectNode().put("count", 3));
        assertThat(board.headline()).isEqualTo("waiting, leads, 3 troubled");
        board.paused(JsonNodeFactory.instance.objectNode().put("reason", "new disks"));
        assertThat(board.headline()).isEqualTo("waiting, leads, paused, 3 troubled");
        board.resumed();
        assertThat(board.headline()).isEqualTo("waiting, leads, 3 troubled");
    }
}
