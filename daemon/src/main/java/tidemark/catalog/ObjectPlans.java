package tidemark.catalog;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tidemark.change.TableName;
import tidemark.plan.ColumnChoice;
import tidemark.plan.ColumnType;
import tidemark.plan.DocumentPlan;
import tidemark.plan.Embed;
import tidemark.plan.EmbedSpec;
import tidemark.plan.JoinPair;
import tidemark.plan.ObjectStore;
import tidemark.plan.ObjectType;
import tidemark.plan.Place;
import tidemark.plan.PlanColumn;
import tidemark.plan.PlanNode;
import tidemark.plan.RowFilter;
import tidemark.plan.ShownColumn;
import tidemark.plan.SortKey;
import tidemark.plan.TypeSpec;

/**
 * Makes document plans over an object store: the same trees of tables as elsewhere, in which every step of an embed path is a link
 * by its name, and the far end an object with its main sheet and its links.
 */
public final class ObjectPlans {

    /** Columns that are read, each with the kinds of type that will do. */
    private static final Map<String, Map<String, Set<ColumnType.Kind>>> COLUMNS = Map.of(
            "resources", Map.of("rid", Set.of(ColumnType.Kind.UUID), "item_type", Set.of(ColumnType.Kind.TEXT)),
            "propsheets",
                    Map.of(
                            "sid", Set.of(ColumnType.Kind.INTEGER, ColumnType.Kind.BIGINT),
                            "properties", Set.of(ColumnType.Kind.JSON),
                            "tid", Set.of(ColumnType.Kind.UUID)),
            "current_propsheets",
                    Map.of(
                            "rid", Set.of(ColumnType.Kind.UUID),
                            "name", Set.of(ColumnType.Kind.TEXT),
                            "sid", Set.of(ColumnType.Kind.INTEGER, ColumnType.Kind.BIGINT)),
            "keys",
                    Map.of(
                            "rid", Set.of(ColumnType.Kind.UUID),
                            "name", Set.of(ColumnType.Kind.TEXT),
                            "value", Set.of(ColumnType.Kind.TEXT)),
            "links",
                    Map.of(
                            "source", Set.of(ColumnType.Kind.UUID),
                            "rel", Set.of(ColumnType.Kind.TEXT),
                            "target", Set.of(ColumnType.Kind.UUID)),
            "transactions",
                    Map.of(
                            "order", Set.of(ColumnType.Kind.INTEGER, ColumnType.Kind.BIGINT),
                            "tid", Set.of(ColumnType.Kind.UUID),
                            "data", Set.of(ColumnType.Kind.JSON),
                            "timestamp", Set.of(ColumnType.Kind.TIMESTAMPTZ),
                            "xid", Set.of(ColumnType.Kind.BIGINT)));

    private static final String LAYOUT = "source.layout";

    private final Catalog catalog;
    private final ObjectStore store;
    private final Problems problems = new Problems();

    private ObjectPlans(Catalog catalog, ObjectStore store) {
        this.catalog = catalog;
        this.store = store;
    }

    /**
     * Makes a plan of each type; finds all problems at once.
     *
     * @param store whose tables are read
     */
    public static Resolution resolve(Catalog catalog, ObjectStore store, List<TypeSpec> types) {
        ObjectPlans plans = new ObjectPlans(catalog, store);
        List<DocumentPlan> made = new ArrayList<>();
        if (plans.tablesAreThere()) {
            types.forEach(type -> plans.plan(type).ifPresent(made::add));
        }
        return new Resolution(made, plans.problems.found());
    }

    private boolean tablesAreThere() {
        Place place = new Place("", 0, LAYOUT);
        List<String> missing = store.tables().stream()
                .filter(table -> catalog.find(table).isEmpty())
                .map(TableName::name)
                .toList();
        if (!missing.isEmpty()) {
            problems.add(
                    place,
                    "schema " + store.schema() + " lacks tables of an object store: " + String.join(", ", missing),
                    "name their schema with source.schema; the application that keeps its objects there makes them, or, in an"
                            + " empty schema, tidemark init --create-schema as a role that may");
            return false;
        }
        TableCheck check = new TableCheck(catalog, problems);
        for (TableName name : store.tables()) {
            Table table = catalog.table(name);
            if (check.usable(table, place)) {
                columns(check, table, place);
            }
        }
        return problems.found().isEmpty();
    }

    private void columns(TableCheck check, Table table, Place place) {
        List<Column> read = new ArrayList<>();
        COLUMNS.getOrDefault(table.name().name(), Map.of()).forEach((name, kinds) -> {
            Optional<Column> column = table.column(name);
            if (column.isEmpty() || !kinds.contains(column.get().type().kind())) {
                problems.add(
                        place,
                        "expected a column " + name + " of " + table.name() + " of the kind " + kinds + ", found "
                                + column.map(found -> found.type().sql()).orElse("none"),
                        "these are not the tables of an object store; where each table holds objects of its own, leave"
                                + " source.layout out");
            } else {
                read.add(column.get());
            }
        });
        check.reachable(table, read, false, place);
    }

    private Optional<DocumentPlan> plan(TypeSpec type) {
        int before = problems.found().size();
        if (type.where() != null || !type.columns().equals(ColumnChoice.ALL)) {
            problems.add(
                    type.place(),
                    "columns and where go with source.layout: tables",
                    "an object's document has all its properties; leave them out");
        }
        Step top = new Step(null);
        top.grow(type.embeds());
        if (problems.found().size() > before) {
            return Optional.empty();
        }
        String itemType = type.table();
        PlanNode root = new Nodes(catalog, store).object("", itemType, top, true);
        return Optional.of(new DocumentPlan(type.name(), root, new ObjectType(store, itemType)));
    }

    /** An object on the way of some embed paths. */
    private final class Step {
        private final EmbedSpec.@Nullable Reverse reverse;
        private final Map<String, Step> below = new LinkedHashMap<>();

        Step(EmbedSpec.@Nullable Reverse reverse) {
            this.reverse = reverse;
        }

        /** Reverse links first: other paths may go through them, wherever they are written. */
        void grow(List<EmbedSpec> embeds) {
            for (EmbedSpec embed : embeds) {
                if (embed.reverse() != null) {
                    String name = embed.path().get(0);
                    Step known = below.get(name);
                    if (embed.path().size() > 1) {
                        problems.add(
                                embed.place(),
                                "a reverse link is a path of one step, this one has "
                                        + embed.path().size(),
                                "embed it in the step before it: "
                                        + embed.path().get(0) + ": {embed: ["
                                        + embed.path().get(1) + ": {rev: …}]}");
                    } else if (known != null && !embed.reverse().equals(known.reverse)) {
                        problems.add(
                                embed.place(), "two reverse links are named " + name, "give one of them another name");
                    }
                    below.putIfAbsent(name, new Step(embed.reverse()));
                }
            }
            embeds.forEach(this::grow);
        }

        private void grow(EmbedSpec embed) {
            boolean plain = embed.name() == null
                    && embed.on().isEmpty()
                    && embed.columns().equals(ColumnChoice.ALL)
                    && embed.where() == null
                    && embed.order().isEmpty()
                    && !embed.nested();
            if (!plain) {
                problems.add(
                        embed.place(),
                        "from, on, columns, where, order and nested go with source.layout: tables",
                        "an embedded object stands where its id stood, with all its properties; below it go rev and embed");
            }
            Step at = this;
            for (String word : embed.path()) {
                at = at.below.computeIfAbsent(word, any -> new Step(null));
            }
            at.grow(embed.embeds());
        }
    }

    /** The nodes of one plan. */
    private static final class Nodes {
        private final Catalog catalog;
        private final ObjectStore store;

        Nodes(Catalog catalog, ObjectStore store) {
            this.catalog = catalog;
            this.store = store;
        }

        /**
         * An object.
         *
         * @param itemType what it must be, or {@link EmbedSpec#ANY}
         * @param root whether it is the document's own, with its keys and other sheets
         */
        PlanNode object(String path, String itemType, Step step, boolean root) {
            TableName resources = store.resources();
            List<Embed> embeds = new ArrayList<>();
            embeds.add(sheet(path));
            embeds.add(links(path));
            if (root) {
                embeds.add(sheets());
                embeds.add(keys());
            }
            step.below.forEach((word, below) -> embeds.add(embed(path, word, below)));
            RowFilter filter = itemType.equals(EmbedSpec.ANY) ? null : where(resources, "item_type", "=", itemType);
            return node(
                    path,
                    resources,
                    List.of("rid"),
                    List.of(
                            shown(resources, "rid", ObjectStore.UUID),
                            shown(resources, "item_type", ObjectStore.ITEM_TYPE)),
                    filter,
                    embeds,
                    false);
        }

        private Embed embed(String path, String word, Step below) {
            EmbedSpec.Reverse reverse = below.reverse;
            String field = reverse == null ? ObjectStore.forward(word) : ObjectStore.reverse(word);
            String here = reverse == null ? "source" : "target";
            String there = reverse == null ? "target" : "source";
            String rel = reverse == null ? word : reverse.rel();
            String itemType = reverse == null ? EmbedSpec.ANY : reverse.itemType();
            TableName links = store.links();
            String at = path(path, field);
            Embed object = one(
                    ObjectStore.OBJECT,
                    links,
                    there,
                    "rid",
                    object(path(at, ObjectStore.OBJECT), itemType, below, false));
            PlanNode node = node(
                    at,
                    links,
                    List.of("source", "rel", "target"),
                    List.of(),
                    where(links, "rel", "=", rel),
                    List.of(object),
                    false);
            return list(field, here, node, List.of(there, "source", "rel", "target"));
        }

        private Embed sheet(String path) {
            TableName current = store.currentPropsheets();
            String at = path(path, ObjectStore.SHEET);
            PlanNode node = node(
                    at + ".(" + current.name() + ")",
                    current,
                    List.of("rid", "name"),
                    List.of(),
                    where(current, "name", "=", ""),
                    List.of(properties(at, true)),
                    true);
            return one(ObjectStore.SHEET, store.resources(), "rid", "rid", node);
        }

        private Embed properties(String path, boolean tid) {
            TableName propsheets = store.propsheets();
            ShownColumn properties = shown(propsheets, "properties", ObjectStore.PROPERTIES);
            PlanNode node = node(
                    path,
                    propsheets,
                    List.of("sid"),
                    tid ? List.of(properties, shown(propsheets, "tid", ObjectStore.TID)) : List.of(properties),
                    null,
                    List.of(),
                    false);
            return one(ObjectStore.SHEET, store.currentPropsheets(), "sid", "sid", node);
        }

        private Embed sheets() {
            TableName current = store.currentPropsheets();
            PlanNode node = node(
                    ObjectStore.SHEETS,
                    current,
                    List.of("rid", "name"),
                    List.of(shown(current, "name", ObjectStore.NAME)),
                    where(current, "name", "<>", ""),
                    List.of(properties(path(ObjectStore.SHEETS, ObjectStore.SHEET), false)),
                    false);
            return list(ObjectStore.SHEETS, "rid", node, List.of("rid", "name"));
        }

        private Embed keys() {
            TableName keys = store.keys();
            PlanNode node = node(
                    ObjectStore.KEYS,
                    keys,
                    List.of("name", "value"),
                    List.of(shown(keys, "name", ObjectStore.NAME), shown(keys, "value", ObjectStore.VALUE)),
                    null,
                    List.of(),
                    false);
            return list(ObjectStore.KEYS, "rid", node, List.of("name", "value"));
        }

        private Embed links(String path) {
            TableName links = store.links();
            PlanNode node = node(
                    path(path, ObjectStore.LINKS),
                    links,
                    List.of("source", "rel", "target"),
                    List.of(shown(links, "rel", ObjectStore.REL), shown(links, "target", ObjectStore.TARGET)),
                    null,
                    List.of(),
                    false);
            return list(ObjectStore.LINKS, "source", node, List.of("rel", "target", "source"));
        }

        private Embed one(String field, TableName from, String parent, String child, PlanNode node) {
            return new Embed(field, false, joined(from, parent, child, node), List.of(), false, node);
        }

        /** A list in the rows of an object. */
        private Embed list(String field, String child, PlanNode node, List<String> order) {
            List<SortKey> keys = order.stream()
                    .distinct()
                    .map(column -> new SortKey(column(node.table(), column), false))
                    .toList();
            return new Embed(field, true, joined(store.resources(), "rid", child, node), keys, false, node);
        }

        private List<JoinPair> joined(TableName from, String parent, String child, PlanNode node) {
            return List.of(new JoinPair(column(from, parent), column(node.table(), child)));
        }

        private PlanNode node(
                String path,
                TableName table,
                List<String> key,
                List<ShownColumn> columns,
                @Nullable RowFilter filter,
                List<Embed> embeds,
                boolean transparent) {
            List<PlanColumn> keys =
                    key.stream().map(name -> column(table, name)).toList();
            return new PlanNode(path, table, keys, columns, filter, embeds, transparent);
        }

        private RowFilter where(TableName table, String column, String operator, String value) {
            String sql = TableName.quote(column) + " " + operator + " '" + value.replace("'", "''") + "'";
            return new RowFilter(sql, Set.of(column(table, column)));
        }

        private ShownColumn shown(TableName table, String column, String field) {
            return new ShownColumn(column(table, column), field);
        }

        private PlanColumn column(TableName table, String column) {
            return catalog.table(table).require(column).planned();
        }

        private static String path(String above, String field) {
            return Stream.of(above, field)
                    .filter(word -> !word.isEmpty())
                    .reduce((a, b) -> a + "." + b)
                    .orElse("");
        }
    }
}
