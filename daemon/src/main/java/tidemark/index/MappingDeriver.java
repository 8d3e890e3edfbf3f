package tidemark.index;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tidemark.plan.DocumentPlan;
import tidemark.plan.Embed;
import tidemark.plan.Place;
import tidemark.plan.PlanNode;
import tidemark.plan.Problem;
import tidemark.plan.TypeSpec;

/** Makes the mapping of a document type from its plan and what a person wrote over it. Pure; for one type. */
public final class MappingDeriver {

    /** The daemon's own fields in every document. */
    static final Set<String> RESERVED = Set.of("_tidemark", "audit", "audit_stale");

    /** Fields that Elasticsearch keeps for itself, at the root of a document. */
    private static final Set<String> METADATA = Set.of(
            "_id",
            "_index",
            "_source",
            "_type",
            "_routing",
            "_field_names",
            "_ignored",
            "_nested_path",
            "_seq_no",
            "_primary_term",
            "_version",
            "_doc_count",
            "_tier",
            "_data_stream_timestamp",
            "_feature",
            "_size",
            "_tsid",
            "_ts_routing_hash",
            "_ignored_source",
            "_inference_fields");

    private final DocumentPlan plan;
    private final TypeSpec spec;
    private final List<Problem> problems = new ArrayList<>();

    private MappingDeriver(DocumentPlan plan, TypeSpec spec) {
        this.plan = plan;
        this.spec = spec;
    }

    /**
     * How the physical indices of a type are made.
     *
     * @param plan of the type
     * @param spec for its overrides of mapping and settings
     */
    public static IndexDefinition derive(DocumentPlan plan, TypeSpec spec) {
        return new MappingDeriver(plan, spec).derive();
    }

    private IndexDefinition derive() {
        ObjectNode mapping = JsonNodeFactory.instance.objectNode().put("dynamic", "strict");
        ObjectNode properties = mapping.putObject("properties");
        Map<String, Object> settings = IndexSettings.of(spec.settings());
        if (plan.objects() == null) {
            show(plan.root(), properties, "");
        } else {
            ObjectMapping.apply(mapping, properties);
            ObjectMapping.complete(settings);
        }
        Overrides.of(spec).apply(properties, problems);
        addOwn(properties);
        Limits.check(properties, settings, spec.place(), problems);
        return new IndexDefinition(mapping, settings, problems);
    }

    private void show(PlanNode node, ObjectNode properties, String path) {
        node.columns()
                .forEach(shown -> FieldMapping.of(shown.column().type())
                        .ifPresent(field -> put(properties, path, shown.field(), field)));
        for (Embed embed : node.embeds()) {
            if (node.transparent()) {
                show(embed.node(), properties, path);
            } else {
                ObjectNode object = FieldMapping.mapping(nested(embed) && embed.list() ? "nested" : "object");
                put(properties, path, embed.field(), object);
                show(embed.node(), object.putObject("properties"), path + embed.field() + ".");
            }
        }
    }

    /** Asked for on this edge or behind the transparent node that it shows through. */
    private static boolean nested(Embed embed) {
        return embed.nested()
                || (embed.node().transparent() && nested(embed.node().embeds().get(0)));
    }

    private void put(ObjectNode properties, String path, String field, ObjectNode mapping) {
        if (field.isBlank() || field.startsWith(".") || field.endsWith(".") || field.contains("..")) {
            problem(path + field, "Elasticsearch takes no field of this name");
        } else if (path.isEmpty() && METADATA.contains(field)) {
            problem(field, "Elasticsearch keeps the field " + field + " for itself");
        } else if (path.isEmpty() && RESERVED.contains(field)) {
            problem(field, "the field " + field + " is the daemon's own");
        } else if (properties.has(field)) {
            problem(path + field, "two columns or embeds show the field " + path + field);
        } else {
            properties.set(field, mapping);
        }
    }

    private void problem(String field, String message) {
        problems.add(new Problem(
                spec.place(),
                message + ": " + field + " of " + plan.type(),
                "Give it another name: columns: {as: {" + field.substring(field.lastIndexOf('.') + 1)
                        + ": another_name}}, or a name for the embed."));
    }

    private static void addOwn(ObjectNode properties) {
        ObjectNode own = FieldMapping.mapping("object").put("dynamic", "strict");
        ObjectNode fields = own.putObject("properties");
        fields.set("generation", FieldMapping.mapping("long"));
        fields.set("snapshot", FieldMapping.keyword());
        fields.set("lossy", FieldMapping.keyword());
        fields.set("rules", FieldMapping.keyword());
        properties.set("_tidemark", own);
        properties.set("audit", FieldMapping.flattened());
        properties.set("audit_stale", FieldMapping.mapping("boolean"));
    }

    /** For overrides: whatever YAML gave. */
    static ObjectNode json(Object value) {
        return new ObjectMapper().convertValue(value, ObjectNode.class);
    }

    /** Where a problem of an override is. */
    static Place at(TypeSpec spec, String path) {
        return new Place(spec.place().file(), spec.place().line(), spec.place().path() + ".mapping." + path);
    }
}
