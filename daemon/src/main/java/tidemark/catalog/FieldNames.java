package tidemark.catalog;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tidemark.plan.ColumnType;
import tidemark.plan.Place;
import tidemark.plan.ShownColumn;
import tidemark.plan.TypeSpec;

/** Whether every field of a document has a name of its own that Elasticsearch takes. */
final class FieldNames {

    /** At the top of a document: our own, and the metadata fields of Elasticsearch. */
    static final Set<String> RESERVED = Set.of(
            "_tidemark",
            "audit",
            "audit_stale",
            "_id",
            "_index",
            "_source",
            "_type",
            "_size",
            "_routing",
            "_ignored",
            "_version",
            "_seq_no",
            "_primary_term",
            "_field_names",
            "_doc_count",
            "_nested_path",
            "_tier",
            "_feature",
            "_ignored_source",
            "_inference_fields",
            "_data_stream_timestamp",
            "_tsid",
            "_ts_routing_hash");

    private final Problems problems;

    FieldNames(Problems problems) {
        this.problems = problems;
    }

    void check(Draft root, TypeSpec type) {
        for (ShownColumn shown : root.columns) {
            reserved(shown.field(), column(shown, shown.field() + "_"), place(root));
        }
        for (Draft.Branch branch : root.branches) {
            reserved(branch.field, embed(branch), branch.draft.place);
        }
        clashes(root);
        type.mapping().keySet().forEach(path -> mapped(root, path, type.place()));
    }

    private void reserved(String field, String hint, Place place) {
        if (RESERVED.contains(field)) {
            problems.add(place, "the field `" + field + "` is reserved", hint);
        }
    }

    private void clashes(Draft draft) {
        Map<String, String> taken = new HashMap<>();
        for (ShownColumn shown : draft.columns) {
            String other = taken.put(shown.field(), "column " + shown.column().name());
            if (other != null) {
                clash(shown.field(), other, "column " + shown.column().name(), column(shown, "…"), place(draft));
            }
            odd(shown.field(), column(shown, "…"), place(draft));
        }
        for (Draft.Branch branch : draft.branches) {
            String what = "embed " + branch.draft.table.name();
            String other = taken.put(branch.field, what);
            if (other != null && !draft.transparent) {
                clash(branch.field, other, what, renames(draft, branch), branch.draft.place);
            }
            odd(branch.field, embed(branch), branch.draft.place);
            clashes(branch.draft);
        }
    }

    private void clash(String field, String one, String other, String hint, Place place) {
        problems.add(place, "two things want the field `" + field + "`: " + one + " and " + other, hint);
    }

    /** Whether a field can have this name: a dot would make an object of it. */
    static boolean possible(String field) {
        return !field.isBlank() && !field.contains(".");
    }

    private void odd(String field, String hint, Place place) {
        if (!possible(field)) {
            problems.add(place, "`" + field + "` cannot be the name of a field: blank, or with a dot", hint);
        }
    }

    private static String renames(Draft draft, Draft.Branch branch) {
        List<String> ways = new ArrayList<>();
        draft.columns.stream()
                .filter(shown -> shown.field().equals(branch.field))
                .forEach(shown -> ways.add(column(shown, branch.field + "_id")));
        ways.add(embed(branch));
        return String.join("\nor: ", ways);
    }

    private static String column(ShownColumn shown, String field) {
        return "Rename the column: columns: {as: {"
                + Advice.scalar(shown.column().name()) + ": " + Advice.scalar(field) + "}}";
    }

    private static String embed(Draft.Branch branch) {
        String way = branch.named ? "…" : Advice.scalar(branch.field);
        return "Give the embed another name: - " + Advice.scalar(branch.field + "_row") + ": " + way;
    }

    private static Place place(Draft draft) {
        return draft.configured != null ? draft.configured : draft.place;
    }

    /** An override of the mapping must name a field; below json anything may be. */
    private void mapped(Draft root, String path, Place place) {
        Draft at = root;
        String[] words = path.split("\\.", -1);
        for (int i = 0; i < words.length; i++) {
            String word = words[i];
            ShownColumn column = at.columns.stream()
                    .filter(shown -> shown.field().equals(word))
                    .findFirst()
                    .orElse(null);
            if (column != null
                    && (i == words.length - 1 || column.column().type().kind() == ColumnType.Kind.JSON)) {
                return;
            }
            Draft.Branch branch = at.branches.stream()
                    .filter(b -> b.field.equals(word))
                    .findFirst()
                    .orElse(null);
            if (branch == null) {
                unmapped(at, path, word, place);
                return;
            }
            at = EmbedPath.farEnd(branch).draft;
        }
    }

    private void unmapped(Draft at, String path, String word, Place place) {
        List<String> fields = new ArrayList<>();
        at.columns.forEach(shown -> fields.add(shown.field()));
        at.branches.forEach(branch -> fields.add(branch.field));
        problems.add(
                place,
                "mapping names `" + path + "`, which no document has",
                Names.nearest(word, fields)
                        .map(near -> "Did you mean `" + near + "`?")
                        .orElse("Fields there: " + String.join(", ", fields) + "."));
    }
}
