package tidemark.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static tidemark.plan.Drawing.table;

import org.junit.jupiter.api.Test;
import tidemark.plan.DocumentPlan;

final class PlanFitTest {

    private static final DocumentPlan PLAN = table("track", "id")
            .shows("id", "name:text")
            .where("length > 0", "length")
            .one("genre", "genre_id=id", table("genre", "id").shows("name:text"))
            .plan("track");

    private static HandMade.Draft track() {
        return HandMade.table("track")
                .key("id", HandMade.INTEGER)
                .column("genre_id", HandMade.INTEGER)
                .column("name", HandMade.TEXT);
    }

    @Test
    void namesWhatIsMissingOrOfAnotherType() {
        Catalog catalog = HandMade.catalog(
                track().column("length", HandMade.TEXT), HandMade.table("genre").key("id", HandMade.INTEGER));
        assertThat(PlanFit.misfits(catalog, PLAN)).containsExactly("genre.name", "track.length");
    }

    @Test
    void namesATableThatIsGone() {
        Catalog catalog = HandMade.catalog(track().column("length", HandMade.INTEGER));
        assertThat(PlanFit.misfits(catalog, PLAN)).containsExactly("genre");
    }

    @Test
    void fitsWhereMoreIsThere() {
        Catalog catalog = HandMade.catalog(
                track().column("length", HandMade.INTEGER).column("year", HandMade.INTEGER),
                HandMade.table("genre").key("id", HandMade.INTEGER).column("name", HandMade.TEXT));
        assertThat(PlanFit.misfits(catalog, PLAN)).isEmpty();
    }
}
