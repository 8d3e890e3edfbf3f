package tidemark.plan;

import java.util.List;
import tidemark.change.TableName;

/**
 * An object store: a database that keeps every object as JSON in the same few tables, with the links between them. A plan over it
 * is a tree of these tables like any other; this is what tells its tables apart, and how a document is put together from what the
 * tree shows.
 *
 * @param schema that holds the tables
 */
public record ObjectStore(String schema) {

    /** Field of the plan: id of an object. */
    public static final String UUID = "uuid";

    /** Field of the plan: what an object is. */
    public static final String ITEM_TYPE = "item_type";

    /** Field of the plan: the main sheet, an object of {@link #PROPERTIES} and {@link #TID}. */
    public static final String SHEET = "sheet";

    /** Field of the plan: the other sheets, a list of objects of {@link #NAME} and {@link #SHEET}. */
    public static final String SHEETS = "sheets";

    /** Field of the plan: unique keys, a list of {@link #NAME} and {@link #VALUE}. */
    public static final String KEYS = "keys";

    /** Field of the plan: all links of an object to others, a list of {@link #REL} and {@link #TARGET}. */
    public static final String LINKS = "links";

    /** Field of the plan: the object at the other end of an embedded link. */
    public static final String OBJECT = "object";

    /** Field of the plan. */
    public static final String PROPERTIES = "properties";

    /** Field of the plan: the transaction that wrote a sheet. */
    public static final String TID = "tid";

    /** Field of the plan. */
    public static final String NAME = "name";

    /** Field of the plan. */
    public static final String VALUE = "value";

    /** Field of the plan. */
    public static final String REL = "rel";

    /** Field of the plan. */
    public static final String TARGET = "target";

    private static final String FORWARD = ">";
    private static final String REVERSE = "<";

    /** Field of the plan for the links of this name that are embedded. */
    public static String forward(String rel) {
        return FORWARD + rel;
    }

    /** Field of the plan for reverse links that are embedded under this name. */
    public static String reverse(String name) {
        return REVERSE + name;
    }

    /** Whether a field of the plan holds embedded links, in either direction. */
    public static boolean embeds(String field) {
        return field.startsWith(FORWARD) || field.startsWith(REVERSE);
    }

    /** Whether a field of the plan holds embedded reverse links. */
    public static boolean isReverse(String field) {
        return field.startsWith(REVERSE);
    }

    /** The name in the document for a field of the plan that holds embedded links. */
    public static String shown(String field) {
        return field.substring(1);
    }

    /** One row for each object. */
    public TableName resources() {
        return table("resources");
    }

    /** Every version of every sheet. */
    public TableName propsheets() {
        return table("propsheets");
    }

    /** Which version of a sheet holds now. */
    public TableName currentPropsheets() {
        return table("current_propsheets");
    }

    /** From object to object. */
    public TableName links() {
        return table("links");
    }

    /** Unique keys. */
    public TableName keys() {
        return table("keys");
    }

    /** What each transaction changed. */
    public TableName transactions() {
        return table("transactions");
    }

    /** All of them. */
    public List<TableName> tables() {
        return List.of(resources(), propsheets(), currentPropsheets(), links(), keys(), transactions());
    }

    private TableName table(String name) {
        return new TableName(schema, name);
    }
}
