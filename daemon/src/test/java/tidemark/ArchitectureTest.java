package tidemark;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The rooms of {@code daemon/ARCHITECTURE.md} and the arrows between them. A new room needs a line here and there; an arrow that
 * this test refuses is usually an interface that the room should declare for itself, to be wired in {@code app}.
 */
final class ArchitectureTest {
    private static final Set<String> VOCABULARY = Set.of("access", "change", "plan", "lifecycle", "tls");
    private static final Set<String> CAPABILITIES = Set.of(
            "audit",
            "capture",
            "catalog",
            "config",
            "delivery",
            "document",
            "http",
            "index",
            "invalidation",
            "leadership",
            "service",
            "snapshot",
            "state",
            "telemetry");
    private static final Set<String> JOINING = Set.of("cycle", "rebuild", "verification", "followup", "reading");

    /** The one connection to Elasticsearch, and the rooms that may speak through it. */
    private static final String WIRE = "elasticsearch";

    private static final Set<String> WIRED = Set.of("delivery", "index", "state");

    /** For each room, the rooms it may use. */
    private static final Map<String, Set<String>> ARROWS = arrows();

    private static JavaClasses daemon;

    private static Map<String, Set<String>> arrows() {
        Map<String, Set<String>> arrows = new TreeMap<>();
        VOCABULARY.forEach(room -> arrows.put(room, VOCABULARY));
        arrows.put(WIRE, VOCABULARY);
        CAPABILITIES.forEach(room -> arrows.put(room, VOCABULARY));
        WIRED.forEach(room -> arrows.put(room, union(VOCABULARY, Set.of(WIRE))));
        Set<String> belowApp = union(VOCABULARY, union(CAPABILITIES, JOINING));
        JOINING.forEach(room -> arrows.put(room, belowApp));
        arrows.put("app", union(belowApp, Set.of(WIRE)));
        arrows.put("cli", union(VOCABULARY, Set.of("app", "config")));
        return arrows;
    }

    @BeforeAll
    static void readTheDaemon() throws Exception {
        var compiled = Tidemark.class.getProtectionDomain().getCodeSource().getLocation();
        daemon = new ClassFileImporter().importPath(Path.of(compiled.toURI()));
        assertThat(daemon).isNotEmpty();
    }

    @Test
    void everyPackageBelongsToAKnownRoom() {
        Set<String> strangers = new TreeSet<>();
        for (JavaClass type : daemon) {
            String[] name = type.getPackageName().split("\\.", -1);
            if (!name[0].equals("tidemark") || (name.length > 1 && !ARROWS.containsKey(name[1]))) {
                strangers.add(type.getPackageName());
            }
        }
        assertThat(strangers).isEmpty();
    }

    @ParameterizedTest(name = "{0} uses only {1}")
    @MethodSource("rooms")
    void roomsUseOnlyTheRoomsTheyMay(String room, Set<String> allowed) {
        noClasses()
                .that(resideInAPackage(packageOf(room)))
                .should()
                .dependOnClassesThat(ours().and(outside(union(allowed, Set.of(room)))))
                .allowEmptyShould(true)
                .check(daemon);
    }

    static Stream<Arguments> rooms() {
        return ARROWS.entrySet().stream().map(arrow -> arguments(arrow.getKey(), new TreeSet<>(arrow.getValue())));
    }

    @Test
    void theProgramKnowsOnlyItsVerbsAndThePartsList() {
        noClasses()
                .that(resideInAPackage("tidemark"))
                .should()
                .dependOnClassesThat(ours().and(DescribedPredicate.not(resideInAPackage("tidemark")))
                        .and(outside(union(VOCABULARY, Set.of("app", "cli")))))
                .check(daemon);
    }

    @Test
    void roomsDoNotGoInCircles() {
        slices().matching("tidemark.(*)..")
                .should()
                .beFreeOfCycles()
                .allowEmptyShould(true)
                .check(daemon);
    }

    @Test
    void onlyRoomsThatReadTheDatabaseSpeakJdbc() {
        Set<String> speakers =
                Set.of("app", "snapshot", "catalog", "capture", "document", "invalidation", "leadership");
        DescribedPredicate<JavaClass> jdbc =
                resideInAnyPackage("java.sql..", "javax.sql..", "org.postgresql..", "com.zaxxer..");
        noClasses()
                .that(outside(union(speakers, JOINING)))
                .should()
                .dependOnClassesThat(jdbc)
                .allowEmptyShould(true)
                .check(daemon);
        // A room that joins others hands a leased connection on; it never speaks through it.
        noClasses()
                .that(resideInAnyPackage(packagesOf(JOINING)))
                .should()
                .dependOnClassesThat(jdbc.and(DescribedPredicate.not(type(Connection.class))))
                .orShould()
                .callMethodWhere(describe(
                        "a method of Connection", call -> call.getTargetOwner().isEquivalentTo(Connection.class)))
                .allowEmptyShould(true)
                .check(daemon);
    }

    @Test
    void onlyOneRoomKnowsTheElasticsearchClient() {
        onlyIn(Set.of(WIRE), "co.elastic..", "org.elasticsearch..", "org.apache.http..");
    }

    @Test
    void onlyHttpSpeaksUndertow() {
        onlyIn(Set.of("http"), "io.undertow..", "org.xnio..");
    }

    @Test
    void onlyServiceSpeaksOverUnixSockets() {
        onlyIn(Set.of("service"), "org.newsclub..");
    }

    @Test
    void onlyTelemetryKnowsPrometheusAndOpenTelemetry() {
        onlyIn(Set.of("telemetry"), "io.prometheus..", "io.opentelemetry..");
    }

    @Test
    void everyPackageIsNullMarked() {
        Stream<JavaPackage> packages = Stream.concat(
                Stream.of(daemon.getPackage("tidemark")),
                daemon.getPackage("tidemark").getSubpackagesInTree().stream());
        assertThat(packages.filter(candidate -> !candidate.getClasses().isEmpty())
                        .filter(candidate -> !candidate.isAnnotatedWith(NullMarked.class))
                        .map(JavaPackage::getName))
                .as("packages without @NullMarked in a package-info.java")
                .isEmpty();
    }

    @Test
    void classesAreNamedByWhatTheyAre() {
        noClasses()
                .should()
                .haveNameMatching(".*(Manager|Helper|Utils?|Impl|Base)")
                .because("a noun of the domain says more")
                .check(daemon);
    }

    private static void onlyIn(Set<String> rooms, String... packages) {
        noClasses()
                .that(outside(rooms))
                .should()
                .dependOnClassesThat(resideInAnyPackage(packages))
                .allowEmptyShould(true)
                .check(daemon);
    }

    private static DescribedPredicate<JavaClass> ours() {
        return resideInAPackage("tidemark..");
    }

    private static DescribedPredicate<JavaClass> outside(Set<String> rooms) {
        return DescribedPredicate.not(resideInAnyPackage(packagesOf(rooms))).as("outside of %s", new TreeSet<>(rooms));
    }

    private static String[] packagesOf(Set<String> rooms) {
        return rooms.stream().map(ArchitectureTest::packageOf).toArray(String[]::new);
    }

    private static String packageOf(String room) {
        return "tidemark." + room + "..";
    }

    private static Set<String> union(Set<String> some, Set<String> others) {
        Set<String> union = new TreeSet<>(some);
        union.addAll(others);
        return union;
    }
}
