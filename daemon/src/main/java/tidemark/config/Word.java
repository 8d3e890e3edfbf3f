package tidemark.config;

import java.util.List;

/**
 * A key of a document type, of an embed or of a choice of columns: the one description of it.
 *
 * @param name the key
 * @param value what it takes, for people
 * @param standard what holds without it, for people
 * @param meaning what it means, for people
 */
record Word(String name, String value, String standard, String meaning) {

    private static final Word COLUMNS = new Word(
            "columns",
            "a list of columns, or {only: […], except: […], as: {column: field}}",
            "all columns under their own names",
            "Which columns are shown.");
    private static final Word WHERE = new Word(
            "where",
            "an SQL condition",
            "every row",
            "Rows that count: an immutable condition over the row's own columns.");
    private static final Word EMBED = new Word("embed", "a list of embeds", "nothing", "What is embedded: see below.");

    /** Below {@code types.<name>}. */
    static final List<Word> TYPE = List.of(
            new Word(
                    "table",
                    "table or schema.table",
                    "the name of the type",
                    "The root table: a document for each row."),
            new Word(
                    "item_type",
                    "an item type",
                    "the name of the type",
                    "In an object store: a document for each object of this type."),
            COLUMNS,
            WHERE,
            EMBED,
            new Word(
                    "mapping",
                    "{field: {…}}",
                    "derived from the column types",
                    "Elasticsearch field mappings that replace the derived ones, by dotted path of the field."),
            new Word(
                    "audits",
                    "{name: rule}",
                    "none",
                    "Rules that say what is wrong with a document, in its field audit: see below."),
            new Word("settings", "{setting: value}", "those of index", "Elasticsearch index settings of this type."));

    /** Below an embed. */
    static final List<Word> EMBEDDED = List.of(
            new Word(
                    "from",
                    "a path",
                    "the key above is the path",
                    "With it the key above is a name of one's own, and only the far end of the path is shown under it."),
            new Word(
                    "on",
                    "{column here: column there}",
                    "the foreign key",
                    "Columns that join, where there is no foreign key or several. Only with a path of one step."),
            COLUMNS,
            WHERE,
            new Word(
                    "order",
                    "a list of columns, -column for descending",
                    "by key",
                    "Order of a list. The key always comes last."),
            new Word("nested", "true or false", "false", "Whether a list is mapped as nested."),
            new Word(
                    "rev",
                    "[item type, name of the link]",
                    "links that lead away",
                    "In an object store: the objects of this type that link here by this name, as a list under the key above;"
                            + " '*' for any type."),
            EMBED);

    /** Below a rule. */
    static final List<Word> RULE = List.of(
            new Word(
                    "level",
                    "INTERNAL_ACTION, WARNING, NOT_COMPLIANT or ERROR",
                    "must be given",
                    "How bad a fault is."),
            new Word("category", "a text", "the name of the rule", "What kind of fault it is."),
            new Word(
                    "when",
                    "a CEL expression over document",
                    "must be given",
                    "Whether there is a fault: true or false."),
            new Word(
                    "detail",
                    "a CEL expression over document",
                    "must be given",
                    "What is wrong: a text, or a list of texts for as many faults."),
            new Word(
                    "examples",
                    "a list of {document: {…}, finds: number}",
                    "none",
                    "Tests of the rule, run by tidemark check --audits."));

    /** Below an example of a rule. */
    static final List<Word> EXAMPLE = List.of(
            new Word("document", "{field: value}", "must be given", "As much of a document as the rule looks at."),
            new Word("finds", "a number", "must be given", "How many faults the rule finds there."));

    /** Below {@code columns}. */
    static final List<Word> COLUMN_CHOICE = List.of(
            new Word("only", "a list of columns", "all", "Just these, in this order."),
            new Word("except", "a list of columns", "none", "All but these."),
            new Word("as", "{column: field}", "their own names", "Names in the document."));

    /** The names of these. */
    static List<String> names(List<Word> words) {
        return words.stream().map(Word::name).toList();
    }
}
