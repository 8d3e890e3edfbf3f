package tidemark.config;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tidemark.plan.FollowUpSpec;
import tidemark.plan.TypeSpec;

/**
 * Everything that a person configured.
 *
 * @param name of this configuration; state belongs to it
 * @param types document types by name, in the order of the file; at least one
 * @param followUps secondary indexers, in the order of the file
 */
public record Configuration(
        String name,
        PostgresSettings postgres,
        ElasticsearchSettings elasticsearch,
        SourceSettings source,
        IndexSettings index,
        CaptureSettings capture,
        CycleSettings cycle,
        JobSettings jobs,
        VerifySettings verify,
        AuditSettings audits,
        FollowUpSettings staging,
        HttpSettings http,
        ClientSettings client,
        ShutdownSettings shutdown,
        LogSettings log,
        TraceSettings traces,
        Map<String, TypeSpec> types,
        List<FollowUpSpec> followUps) {

    static final Key<String> NAME = new Key<>(
            "name",
            Kind.text("a name of lower case letters, digits, - and _", "[a-z0-9][a-z0-9_-]{0,62}"),
            "tidemark",
            "The name of this configuration. The daemon's state and its leadership belong to it.");

    static final Section<String> TOP = new Section<>("", "", List.of(NAME), values -> values.get(NAME));

    static final List<Section<?>> SECTIONS = List.of(
            TOP,
            PostgresSettings.SECTION,
            ElasticsearchSettings.SECTION,
            SourceSettings.SECTION,
            IndexSettings.SECTION,
            CaptureSettings.SECTION,
            CycleSettings.SECTION,
            JobSettings.SECTION,
            VerifySettings.SECTION,
            AuditSettings.SECTION,
            FollowUpSettings.SECTION,
            HttpSettings.SECTION,
            ClientSettings.SECTION,
            ShutdownSettings.SECTION,
            LogSettings.SECTION,
            TraceSettings.SECTION);

    /** Copies; checks that there are types and that no alias is the meta index. */
    public Configuration {
        types = Collections.unmodifiableMap(new LinkedHashMap<>(types));
        followUps = List.copyOf(followUps);
        NAME.check(name);
        if (types.isEmpty()) {
            throw new IllegalArgumentException("types: expected at least one document type");
        }
        for (String type : types.keySet()) {
            if (index.alias(type).equals(elasticsearch.metaIndex())) {
                throw new IllegalArgumentException("types." + type + ": its alias would be elasticsearch.meta_index, "
                        + elasticsearch.metaIndex() + "; rename one");
            }
        }
    }

    /** The same with the name, the address and the traces of a process that keeps them. */
    public Configuration keeping(String otherName, HttpSettings otherHttp, TraceSettings otherTraces) {
        return new Configuration(
                otherName,
                postgres,
                elasticsearch,
                source,
                index,
                capture,
                cycle,
                jobs,
                verify,
                audits,
                staging,
                otherHttp,
                client,
                shutdown,
                log,
                otherTraces,
                types,
                followUps);
    }

    /**
     * Reads a configuration: defaults, then the file, then the environment, then flags; the later wins.
     *
     * @param file the YAML file
     * @param environment variables: {@code TIDEMARK_…} override keys, and any may be named as {@code ${NAME}} in the file
     * @param flags settings of the form {@code cycle.interval=30s}
     * @throws ConfigurationException with every problem found
     */
    public static Configuration read(Path file, Map<String, String> environment, List<String> flags) {
        return new ConfigurationReader(file, environment).read(flags);
    }
}
