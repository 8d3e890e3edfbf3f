package tidemark.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import tidemark.http.Problem;

final class PlacesTest {

    private final Places places = new Places(2, "guests eat", "come later");

    @Test
    void whoComesTooLateIsSentAwayAndAPlaceIsGivenBackOnce() {
        Places.Place one = places.take();
        Places.Place two = places.take();
        assertThatThrownBy(places::take).isInstanceOf(Problem.class).hasMessage("2 guests eat already");
        one.close();
        one.close();
        Places.Place three = places.take();
        assertThatThrownBy(places::take).as("one place was given back, not two").isInstanceOf(Problem.class);
        two.close();
        three.close();
        assertThat(places.take()).isNotNull();
    }
}
