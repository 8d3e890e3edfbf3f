package tidemark.cycle;

import static org.assertj.core.api.Assertions.assertThat;
import static tidemark.plan.Drawing.table;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tidemark.change.TableName;
import tidemark.plan.DocumentPlan;
import tidemark.plan.Drawing;
import tidemark.state.Control;
import tidemark.state.Target;

class PredecessorsTest {

    private static final DocumentPlan TODAY =
            track("media", table("media", "id").shows("name:text"));
    private static final DocumentPlan EARLIER =
            track("genre", table("genre", "id").shows("name:text"));

    private final Map<String, DocumentPlan> made = new HashMap<>(Map.of("track-1", EARLIER));
    private final List<String> misfits = new ArrayList<>();
    private final List<String> asked = new ArrayList<>();
    private final Types types = new Types(Map.of("track", TODAY), Map.of("track", "today"), Map.of("track", "track"));
    private final Predecessors predecessors = new Predecessors(
            types,
            physical -> {
                asked.add(physical);
                return Optional.ofNullable(made.get(physical));
            },
            plan -> misfits);

    private static DocumentPlan track(String field, Drawing embedded) {
        return table("track", "id")
                .shows("id", "name:text")
                .one(field, field + "_id=id", embedded)
                .plan("track");
    }

    private static Control control(String plan, String stale) {
        Target live = new Target("track-1", plan, "track-2", "job", 2, stale, null, null, null);
        return new Control(3, new Control.Owner("c", "s", "d"), Map.of("track", live));
    }

    private static final Control OF_EARLIER = control("earlier", null);

    @Test
    void eachIndexIsWrittenByThePlanThatItWasMadeWith() {
        InService serving = predecessors.inService(OF_EARLIER);
        assertThat(new Routes(serving, OF_EARLIER).byPlan("track"))
                .isEqualTo(Map.of(EARLIER, List.of("track-1"), TODAY, List.of("track-2")));
        assertThat(serving.tables())
                .containsExactly(
                        new TableName("public", "genre"),
                        new TableName("public", "media"),
                        new TableName("public", "track"));
        assertThat(serving.showing(List.of(new TableName("public", "genre")))).containsExactly("track");
        assertThat(predecessors.retired("track", OF_EARLIER.target("track"))).isNull();
        predecessors.inService(OF_EARLIER);
        assertThat(asked).as("asked once").containsExactly("track-1");
    }

    @Test
    void anIndexOfTodaysPlanHasNoOther() {
        Control today = control("today", null);
        InService serving = predecessors.inService(today);
        assertThat(new Routes(serving, today).byPlan("track")).isEqualTo(Map.of(TODAY, List.of("track-1", "track-2")));
        assertThat(serving.plans()).containsExactly(TODAY);
        assertThat(asked).isEmpty();
    }

    @Test
    void anIndexThatDoesNotTellItsPlanIsLeftAlone() {
        made.clear();
        assertLeftAlone(OF_EARLIER, "does not tell");
    }

    @Test
    void aPlanOfAnotherTableOrKeyIsLeftAlone() {
        made.put("track-1", table("song", "id").shows("id").plan("track"));
        assertLeftAlone(OF_EARLIER, "another table or key");
        made.put("track-1", table("track", "id", "disc").shows("id").plan("track"));
        predecessors.forget();
        assertLeftAlone(OF_EARLIER, "another table or key");
    }

    @Test
    void aPlanThatTheDatabaseNoLongerFitsIsLeftAlone() {
        misfits.add("genre.name");
        assertLeftAlone(OF_EARLIER, "genre.name");
    }

    @Test
    void whatWasRetiredStaysRetiredForTheNextLeaderToo() {
        predecessors.inService(OF_EARLIER);
        assertThat(predecessors.retireAll("genre is gone")).isTrue();
        assertLeftAlone(OF_EARLIER, "genre is gone");
        assertThat(predecessors.retireAll("again")).isFalse();
        predecessors.forget();
        assertLeftAlone(control("earlier", Predecessors.PREFIX + "genre is gone"), "genre is gone");
    }

    private void assertLeftAlone(Control control, String reason) {
        InService serving = predecessors.inService(control);
        assertThat(serving.older()).isEmpty();
        assertThat(new Routes(serving, control).indices("track")).containsExactly("track-2");
        assertThat(predecessors.retired("track", control.target("track"))).contains(reason);
    }
}
