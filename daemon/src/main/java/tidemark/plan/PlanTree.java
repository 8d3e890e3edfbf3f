package tidemark.plan;

import java.util.stream.Collectors;

/** A plan as a tree that people read. */
public final class PlanTree {

    private final StringBuilder out = new StringBuilder();

    private PlanTree() {}

    /**
     * Prints: one line per field and embed, each embed with its table, join, cardinality, order and filter. Ends in a line
     * break.
     */
    public static String print(DocumentPlan plan) {
        PlanTree tree = new PlanTree();
        tree.line("", plan.type() + ": " + table(plan.root()) + filter(plan.root()));
        tree.below("  ", plan.root());
        return tree.out.toString();
    }

    private void below(String indent, PlanNode node) {
        for (ShownColumn shown : node.columns()) {
            String column = shown.column().name();
            String origin = column.equals(shown.field()) ? "" : "  (column " + column + ")";
            line(indent, shown.field() + "  " + shown.column().type().sql() + origin);
        }
        node.embeds().forEach(embed -> embed(indent, node, embed));
    }

    private void embed(String indent, PlanNode parent, Embed embed) {
        StringBuilder text = new StringBuilder(embed.field());
        text.append(embed.list() ? (embed.nested() ? "  list (nested) of " : "  list of ") : "  one ");
        Embed edge = embed;
        PlanNode from = parent;
        StringBuilder way = new StringBuilder();
        while (edge.node().transparent()) {
            way.append("\n").append(indent).append("    through ").append(edge(from, edge));
            from = edge.node();
            edge = from.embeds().get(0);
        }
        text.append(table(edge.node())).append(way);
        text.append("\n").append(indent).append("    ").append(way.length() > 0 ? "to " : "");
        text.append(edge(from, edge));
        if (embed.list()) {
            text.append("\n").append(indent).append("    ordered by ").append(order(edge));
        }
        line(indent, text.toString());
        below(indent + "  ", edge.node());
    }

    private static String edge(PlanNode from, Embed edge) {
        String join = edge.on().stream()
                .map(pair -> from.table().name() + "." + pair.parent().name() + " = "
                        + edge.node().table().name() + "." + pair.child().name())
                .collect(Collectors.joining(" and "));
        return edge.node().table() + " on " + join + filter(edge.node());
    }

    private static String order(Embed embed) {
        return embed.order().stream()
                .map(sort -> sort.column().name() + (sort.descending() ? " descending" : ""))
                .collect(Collectors.joining(", "));
    }

    private static String table(PlanNode node) {
        String key = node.key().stream().map(PlanColumn::name).collect(Collectors.joining(", "));
        return node.table() + " (key " + key + ")";
    }

    private static String filter(PlanNode node) {
        return node.filter() == null ? "" : " where " + node.filter().sql();
    }

    private void line(String indent, String text) {
        out.append(indent).append(text).append('\n');
    }
}
