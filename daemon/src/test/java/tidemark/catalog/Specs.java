package tidemark.catalog;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tidemark.plan.ColumnChoice;
import tidemark.plan.EmbedSpec;
import tidemark.plan.Place;
import tidemark.plan.TypeSpec;

/** Document types as the configuration would hand them over. */
final class Specs {

    private Specs() {}

    static TypeSpec type(String table, EmbedDraft... embeds) {
        return type(table, ColumnChoice.ALL, null, embeds);
    }

    static TypeSpec type(String table, ColumnChoice columns, @Nullable String where, EmbedDraft... embeds) {
        List<EmbedSpec> specs = new ArrayList<>();
        for (EmbedDraft embed : embeds) {
            specs.add(embed.spec(specs.size()));
        }
        String name = table.toLowerCase(java.util.Locale.ROOT);
        return new TypeSpec(
                name,
                table,
                columns,
                where,
                specs,
                Map.of(),
                Map.of(),
                new Place("tidemark.yaml", 10, "types." + name));
    }

    static EmbedDraft embed(String path) {
        return new EmbedDraft(null, path);
    }

    static EmbedDraft embed(String name, String path) {
        return new EmbedDraft(name, path);
    }

    /** An embed in the making. */
    static final class EmbedDraft {
        private final @Nullable String name;
        private final String path;
        private final Map<String, String> on = new LinkedHashMap<>();
        private ColumnChoice columns = ColumnChoice.ALL;
        private @Nullable String where;
        private List<String> order = List.of();
        private boolean nested;
        private final List<EmbedSpec> embeds = new ArrayList<>();

        EmbedDraft(@Nullable String name, String path) {
            this.name = name;
            this.path = path;
        }

        EmbedDraft on(String parent, String child) {
            on.put(parent, child);
            return this;
        }

        EmbedDraft columns(ColumnChoice choice) {
            columns = choice;
            return this;
        }

        EmbedDraft only(String... names) {
            return columns(new ColumnChoice(List.of(names), List.of(), Map.of()));
        }

        EmbedDraft where(String sql) {
            where = sql;
            return this;
        }

        EmbedDraft order(String... keys) {
            order = List.of(keys);
            return this;
        }

        EmbedDraft nested() {
            nested = true;
            return this;
        }

        EmbedDraft with(EmbedDraft... inner) {
            for (EmbedDraft each : inner) {
                embeds.add(each.spec(embeds.size()));
            }
            return this;
        }

        EmbedSpec spec(int at) {
            Place place = new Place("tidemark.yaml", 20 + at, "embed[" + at + "]");
            return new EmbedSpec(
                    name, List.of(path.split("\\.")), on, columns, where, order, nested, embeds, place, null);
        }
    }
}
