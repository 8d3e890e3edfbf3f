package tidemark.followup;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tidemark.audit.Expression;

/**
 * An index of its own, of documents of one primary type, filtered and reshaped by expressions. It has every document that
 * passes the filter, under the same id; a filter or a field that fails on a document leaves that document, or that field, out, and is
 * logged.
 */
public final class DerivedIndex implements SecondaryIndexerProvider {

    private static final Set<String> SETTINGS = Set.of("from", "alias", "where", "fields", "mapping", "settings");
    private static final int PAGE = 50;
    private static final ObjectMapper JSON = new ObjectMapper();

    @Override
    public String kind() {
        return "derived-index";
    }

    @Override
    public SecondaryIndexer open(Setup setup) {
        setup.only(SETTINGS);
        String from = setup.required("from", "the name of a type");
        if (!setup.primary().types().contains(from)) {
            throw new IllegalArgumentException("from: no such type: " + from + "; there are: "
                    + setup.primary().types());
        }
        String alias = setup.required("alias", "the name of an alias");
        if (!alias.matches("[a-z0-9][a-z0-9_-]{0,99}") || alias.matches(".*-\\d+")) {
            throw new IllegalArgumentException(
                    "alias: expected lower case letters, digits, - and _, not ending in a dash and a number, got '"
                            + alias + "'");
        }
        String where = setup.text("where");
        Map<String, Expression> fields = new LinkedHashMap<>();
        map(setup, "fields")
                .forEach((name, text) -> fields.put(name, expression("fields." + name, String.valueOf(text))));
        if (fields.isEmpty()) {
            throw new IllegalArgumentException("fields: expected {field: expression}");
        }
        ObjectNode definition = JsonNodeFactory.instance.objectNode();
        definition.putObject("mappings").set("properties", JSON.valueToTree(map(setup, "mapping")));
        definition.set("settings", JSON.valueToTree(map(setup, "settings")));
        return new Deriving(setup, from, alias, where == null ? null : expression("where", where), fields, definition);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Setup setup, String setting) {
        Object value = setup.settings().getOrDefault(setting, Map.of());
        if (!(value instanceof Map)) {
            throw new IllegalArgumentException(setting + ": expected {name: value}, got " + value);
        }
        return (Map<String, Object>) value;
    }

    private static Expression expression(String setting, String text) {
        try {
            return Expression.of(text);
        } catch (Expression.Faulty e) {
            throw new IllegalArgumentException(setting + ": " + e.getMessage(), e);
        }
    }

    private static final class Deriving implements SecondaryIndexer {
        private static final org.slf4j.Logger LOG = org.slf4j.LoggerFactory.getLogger(DerivedIndex.class);

        private final Setup setup;
        private final String from;
        private final String alias;
        private final @Nullable Expression where;
        private final Map<String, Expression> fields;
        private final ObjectNode definition;

        Deriving(
                Setup setup,
                String from,
                String alias,
                @Nullable Expression where,
                Map<String, Expression> fields,
                ObjectNode definition) {
            this.setup = setup;
            this.from = from;
            this.alias = alias;
            this.where = where;
            this.fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
            this.definition = definition;
        }

        @Override
        public void index(Group group) {
            String live = setup.target().live(alias);
            if (live == null || group.all().contains(from)) {
                String fresh = setup.target().create(alias, definition);
                setup.primary().each(from, page -> write(fresh, page.keySet(), page));
                setup.target().serve(alias, fresh);
                return;
            }
            List<String> ids = new ArrayList<>(group.ids().getOrDefault(from, List.of()));
            for (int at = 0; at < ids.size(); at += PAGE) {
                List<String> some = ids.subList(at, Math.min(ids.size(), at + PAGE));
                write(live, some, setup.primary().read(from, some));
            }
        }

        private void write(String physical, Collection<String> ids, Map<String, JsonNode> documents) {
            Map<String, @Nullable ObjectNode> derived = new LinkedHashMap<>();
            for (String id : ids) {
                JsonNode document = documents.get(id);
                derived.put(id, document == null ? null : derived(id, document));
            }
            setup.target().write(physical, derived);
        }

        private @Nullable ObjectNode derived(String id, JsonNode document) {
            try {
                if (where != null && !where.of(document).asBoolean()) {
                    return null;
                }
            } catch (Expression.Failed e) {
                LOG.info("event=derivation_failed title={} id={} message=\"{}\"", setup.title(), id, e.getMessage());
                return null;
            }
            ObjectNode made = JsonNodeFactory.instance.objectNode();
            fields.forEach((name, expression) -> {
                try {
                    made.set(name, expression.of(document));
                } catch (Expression.Failed e) {
                    LOG.debug("event=field_failed title={} id={} field={}", setup.title(), id, name, e);
                }
            });
            return made;
        }
    }
}
