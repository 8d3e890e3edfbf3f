package tidemark.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tidemark.config.Configuration;
import tidemark.config.ConfigurationException;
import tidemark.cycle.Types;
import tidemark.followup.SecondaryIndexer;
import tidemark.followup.SecondaryIndexerProvider;
import tidemark.index.Documents;
import tidemark.index.OwnIndices;
import tidemark.plan.FollowUpSpec;
import tidemark.plan.Problem;

/** The secondary indexers of a configuration, and what they see of the primary. */
final class SecondaryIndexers {

    private static final int PAGE = 50;

    private SecondaryIndexers() {}

    /**
     * Makes them, by title.
     *
     * @throws ConfigurationException with every kind that is not there, and every setting that is wrong
     */
    static Map<String, SecondaryIndexer> open(
            Configuration configuration, Types types, Documents documents, OwnIndices indices) {
        Map<String, SecondaryIndexerProvider> providers = new TreeMap<>();
        ServiceLoader.load(SecondaryIndexerProvider.class)
                .forEach(provider -> providers.put(provider.kind(), provider));
        Map<String, SecondaryIndexer> opened = new LinkedHashMap<>();
        List<Problem> problems = new ArrayList<>();
        Set<String> taken = new HashSet<>(types.aliases().values());
        taken.add(configuration.elasticsearch().metaIndex());
        for (FollowUpSpec spec : configuration.followUps()) {
            SecondaryIndexerProvider provider = providers.get(spec.kind());
            if (provider == null) {
                problems.add(new Problem(
                        spec.place(),
                        "there is no kind '" + spec.kind() + "' of secondary indexer; there are: " + providers.keySet(),
                        "a jar that provides one belongs on the class path of the daemon"));
                continue;
            }
            Object alias = spec.settings().get("alias");
            if (alias != null && !taken.add(String.valueOf(alias))) {
                problems.add(new Problem(
                        spec.place(),
                        "alias: " + alias + " is taken",
                        "a type, or another follow-up, has it; choose another"));
                continue;
            }
            try {
                opened.put(
                        spec.title(),
                        provider.open(new SecondaryIndexerProvider.Setup(
                                spec.title(), spec.settings(), new Primary(types, documents), new Target(indices))));
            } catch (IllegalArgumentException e) {
                problems.add(new Problem(spec.place(), String.valueOf(e.getMessage()), ""));
            }
        }
        if (!problems.isEmpty()) {
            throw new ConfigurationException(problems);
        }
        return opened;
    }

    private record Primary(Types of, Documents documents) implements SecondaryIndexerProvider.Primary {

        @Override
        public List<String> types() {
            return List.copyOf(of.names());
        }

        @Override
        public Map<String, JsonNode> read(String type, Collection<String> ids) {
            Map<String, JsonNode> sources = new LinkedHashMap<>();
            documents.read(of.alias(type), ids).forEach((id, found) -> sources.put(id, found.source()));
            return sources;
        }

        @Override
        public void each(String type, Consumer<Map<String, JsonNode>> page) {
            if (documents.count(of.alias(type), all()) == 0) {
                return;
            }
            try (Documents.View view = documents.view(of.alias(type))) {
                for (List<String> ids = view.next(PAGE); !ids.isEmpty(); ids = view.next(PAGE)) {
                    page.accept(read(type, ids));
                }
            }
        }

        private static ObjectNode all() {
            ObjectNode query = com.fasterxml.jackson.databind.node.JsonNodeFactory.instance.objectNode();
            query.putObject("match_all");
            return query;
        }
    }

    private record Target(OwnIndices indices) implements SecondaryIndexerProvider.Target {

        @Override
        public @Nullable String live(String alias) {
            return indices.live(alias);
        }

        @Override
        public String create(String alias, ObjectNode definition) {
            return indices.create(alias, definition);
        }

        @Override
        public void write(String physical, Map<String, @Nullable ObjectNode> documents) {
            indices.write(physical, documents);
        }

        @Override
        public void serve(String alias, String physical) {
            indices.serve(alias, physical);
        }
    }
}
