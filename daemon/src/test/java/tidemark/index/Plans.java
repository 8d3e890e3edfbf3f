package tidemark.index;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tidemark.change.TableName;
import tidemark.plan.ColumnChoice;
import tidemark.plan.ColumnType;
import tidemark.plan.ColumnType.Kind;
import tidemark.plan.DocumentPlan;
import tidemark.plan.Embed;
import tidemark.plan.JoinPair;
import tidemark.plan.Place;
import tidemark.plan.PlanColumn;
import tidemark.plan.PlanNode;
import tidemark.plan.ShownColumn;
import tidemark.plan.TypeSpec;

/** Plans made by hand. */
final class Plans {
    static final PlanColumn ID = new PlanColumn("id", ColumnType.of("bigint", Kind.BIGINT));

    private Plans() {}

    static ShownColumn column(String name, Kind kind) {
        return new ShownColumn(new PlanColumn(name, ColumnType.of(kind.name(), kind)), name);
    }

    static ShownColumn array(String name, Kind element) {
        return new ShownColumn(
                new PlanColumn(name, new ColumnType("x[]", Kind.ARRAY, ColumnType.of("x", element))), name);
    }

    static PlanNode node(String path, List<ShownColumn> columns, List<Embed> embeds) {
        return new PlanNode(path, new TableName("public", "t" + path), List.of(ID), columns, null, embeds, false);
    }

    static PlanNode through(String path, Embed far) {
        return new PlanNode(
                path, new TableName("public", "j" + path), List.of(ID), List.of(), null, List.of(far), true);
    }

    static Embed embed(String field, boolean many, boolean nested, PlanNode node) {
        return new Embed(field, many, List.of(new JoinPair(ID, ID)), List.of(), nested, node);
    }

    static DocumentPlan plan(List<ShownColumn> columns, Embed... embeds) {
        return new DocumentPlan("thing", node("", columns, List.of(embeds)));
    }

    static DocumentPlan wide(int columns) {
        List<ShownColumn> shown = new ArrayList<>();
        for (int i = 0; i < columns; i++) {
            shown.add(column("c" + i, Kind.INTEGER));
        }
        return plan(shown);
    }

    static TypeSpec spec(Map<String, Object> mapping, Map<String, Object> settings) {
        return new TypeSpec(
                "thing",
                "thing",
                ColumnChoice.ALL,
                null,
                List.of(),
                mapping,
                settings,
                new Place("t.yaml", 3, "types.thing"));
    }
}
