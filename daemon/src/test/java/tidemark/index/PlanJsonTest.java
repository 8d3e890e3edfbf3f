package tidemark.index;

import static org.assertj.core.api.Assertions.assertThat;
import static tidemark.plan.Drawing.table;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import tidemark.plan.DocumentPlan;

final class PlanJsonTest {

    private static final DocumentPlan PLAN = table("Track", "Id:bigint", "Disc")
            .shows("Id:bigint", "Name:character varying(40)", "Tags:text[]", "Price:numeric(10,2)")
            .where("\"Price\" > 0 AND \"Name\" <> '?'", "Price:numeric(10,2)", "Name:character varying(40)")
            .one("album", "AlbumId=Id", table("Album", "Id").shows("Title:text"))
            .many(
                    "lists",
                    "Id:bigint=TrackId",
                    table("ListTrack", "ListId", "TrackId")
                            .transparent()
                            .one("list", "ListId=Id", table("List", "Id").shows("Name:text")),
                    "-Name:text")
            .plan("track");

    @Test
    void aPlanComesBackAsItWas() {
        DocumentPlan back = PlanJson.read(PlanJson.write(PLAN)).orElseThrow();
        assertThat(back).isEqualTo(PLAN);
        assertThat(back.hash()).isEqualTo(PLAN.hash());
    }

    @Test
    void aPlanWithSomethingUnknownIsNotReadByHalf() {
        ObjectNode newer = (ObjectNode) PlanJson.write(PLAN);
        ((ObjectNode) newer.get("root")).put("limit", 7);
        assertThat(PlanJson.read(newer)).isEmpty();
    }

    @Test
    void aPlanWithoutItsRootAndNoPlanAtAllAreEmpty() {
        ObjectNode broken = (ObjectNode) PlanJson.write(PLAN);
        ((ObjectNode) broken.get("root")).putArray("key");
        assertThat(PlanJson.read(broken)).isEmpty();
        assertThat(PlanJson.read(JsonNodeFactory.instance.missingNode())).isEmpty();
    }
}
