package tidemark.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tidemark.capture.ObjectSchema;
import tidemark.config.Configuration;
import tidemark.config.StartSettings;
import tidemark.index.MappingDeriver;
import tidemark.lifecycle.Refusal;
import tidemark.plan.DocumentPlan;
import tidemark.plan.ObjectStore;
import tidemark.plan.PlanTree;
import tidemark.sandbox.Database;
import tidemark.sandbox.Servers;
import tidemark.sandbox.chinook.Chinook;
import tidemark.sandbox.foodmart.Foodmart;

/** What is written to begin with resolves as it stands, and with each of its proposals. */
final class StarterConfigurationIT {

    private static final Pattern PROPOSAL = Pattern.compile("^(      |    )# (- |  - |embed:)(.*)$", Pattern.MULTILINE);

    private static final List<String> NASTY = List.of(
            "CREATE SCHEMA other",
            "CREATE SCHEMA \"Mixed Case\"",
            "CREATE TABLE \"user\" (id int PRIMARY KEY, \"Name\" text, audit text, _id text, audit_stale int, \"a.b\" text,"
                    + " \" \" text, boss int REFERENCES \"user\", mentor_id int REFERENCES \"user\")",
            "CREATE TABLE \"order\" (\"select\" int PRIMARY KEY, \"user\" int REFERENCES \"user\", \"group by\" text)",
            "CREATE TABLE other.\"user\" (id int PRIMARY KEY, home int REFERENCES public.\"user\")",
            "CREATE TABLE other.thing (id uuid PRIMARY KEY, owner_id int REFERENCES other.\"user\","
                    + " maker_id int REFERENCES other.\"user\", picture bytea)",
            "CREATE TABLE \"Mixed Case\".\"Tab.le\" (\"Key\" int PRIMARY KEY, \"Thing\" uuid REFERENCES other.thing, \"ünï\" text)",
            "CREATE TABLE \"Mixed Case\".\"Weird\"\"Quote\" (id int PRIMARY KEY)",
            "CREATE TABLE \"Mixed Case\".\"${HOME}\" (id int PRIMARY KEY)",
            "CREATE TABLE \"Mixed Case\".\"line\ntypes: {evil: {table: x}}\" (id int PRIMARY KEY)",
            "CREATE VIEW \"a view\ntypes: {evil: {}}\" AS SELECT 1 AS x",
            "CREATE TABLE \"null\" (id int PRIMARY KEY, \"true\" boolean, \"null\" int REFERENCES \"null\")",
            "CREATE TABLE \"2020\" (id int PRIMARY KEY)",
            "CREATE TABLE part (region int, id int, PRIMARY KEY (region, id)) PARTITION BY LIST (region)",
            "CREATE TABLE part_1 PARTITION OF part FOR VALUES IN (1)",
            "CREATE TABLE item (region int, part int, no int, PRIMARY KEY (region, part, no),"
                    + " FOREIGN KEY (region, part) REFERENCES part)",
            "CREATE TABLE cycle_a (id int PRIMARY KEY, b int)",
            "CREATE TABLE cycle_b (id int PRIMARY KEY, a int REFERENCES cycle_a)",
            "ALTER TABLE cycle_a ADD FOREIGN KEY (b) REFERENCES cycle_b",
            "CREATE TABLE tag (id int PRIMARY KEY, tag text UNIQUE)",
            "CREATE TABLE thing_tag (thing uuid REFERENCES other.thing, tag int REFERENCES tag, PRIMARY KEY (thing, tag))",
            "CREATE TABLE friend (a int REFERENCES \"user\", b int REFERENCES \"user\", PRIMARY KEY (a, b))",
            "CREATE TABLE flight (id int PRIMARY KEY, departs timestamptz, origin int REFERENCES tag, destination int REFERENCES tag)",
            "CREATE TABLE profile (user_id int PRIMARY KEY REFERENCES \"user\", bio text)",
            "CREATE UNLOGGED TABLE scratch (id int PRIMARY KEY, user_id int REFERENCES \"user\")",
            "CREATE TABLE keyless (user_id int REFERENCES \"user\")",
            "CREATE TABLE nullkey (code text UNIQUE)",
            "CREATE TABLE wide (id int PRIMARY KEY)",
            "DO $$ BEGIN FOR i IN 1..1100 LOOP EXECUTE format('ALTER TABLE wide ADD COLUMN c%s int', i); END LOOP; END $$",
            "CREATE TABLE refers_wide (id int PRIMARY KEY, wide_id int REFERENCES wide)",
            "CREATE TABLE customers (id int PRIMARY KEY)",
            "CREATE TABLE bill (id int PRIMARY KEY, customer_id int, parent_id int, customer_text text)");

    @TempDir
    Path folder;

    private Database database;

    @BeforeEach
    void create() {
        database = Servers.forTests().createDatabase();
    }

    @AfterEach
    void drop() {
        database.close();
    }

    @Test
    void foreignKeysBecomeEmbedsAndListsProposals() throws Exception {
        try (Connection connection = database.connect()) {
            Chinook.load(connection);
        }
        String text = starter();
        assertThat(text)
                .contains("      - Album   # one Album; a change of one writes 10 of these documents again")
                .contains("      # - Playlist: PlaylistTrack.Playlist   # a list: 2.5 Playlist in each document")
                .contains("      - Employee: ReportsTo   # one Employee")
                .contains("#   PlaylistTrack\n")
                .doesNotContain("playlist_track:");
        assertThat(resolved(text)).hasSize(10);
        assertThat(trees(uncommented(text))).contains("InvoiceLine").contains("Playlist");
    }

    @Test
    void joinsWithoutForeignKeysAreOnlyProposed() throws Exception {
        try (Connection connection = database.connect()) {
            Foodmart.load(connection, 500);
        }
        String text = starter();
        assertThat(text)
                .contains("    #   - store: {from: store, on: {store_id: store_id}}   # by the names alone: one store")
                .contains("    #   - account: {from: account, on: {account_parent: account_id}}")
                .contains("sales_fact_1997,")
                .contains("_id is supervisor_id, employee_id");
        assertThat(resolved(text))
                .hasSize(14)
                .allSatisfy(plan -> assertThat(plan.root().embeds()).isEmpty());
        assertThat(resolved(uncommented(text)))
                .filteredOn(plan -> plan.type().equals("employee"))
                .singleElement()
                .satisfies(plan -> assertThat(plan.root().embeds()).hasSize(4));
    }

    @Test
    void namesKeysAndCyclesOfEverySortAreWrittenAsTheyAre() throws Exception {
        sql(NASTY);
        String text = starter();
        List<DocumentPlan> plans = resolved(text);
        assertThat(plans)
                .extracting(DocumentPlan::type)
                .contains("user", "other_user", "tab_le", "null", "2020", "order", "item", "part", "flight", "thing")
                .doesNotContain("evil", "part_1", "thing_tag", "friend", "wide", "scratch", "keyless");
        assertThat(text)
                .contains(
                        "columns: {as: {audit: audit_, _id: id_, audit_stale: audit_stale_, a.b: a_b, \" \": column}}")
                .contains("#   keyless:\n")
                .contains("#     ALTER TABLE … ALTER COLUMN \"code\" SET NOT NULL;")
                .contains("#     ALTER TABLE … SET LOGGED;")
                .contains("#     the mapping has 1108 fields")
                .contains("    #   - customer: {from: customers, on: {customer_id: id}}")
                .contains("    #   - parent: {from: bill, on: {parent_id: id}}")
                .contains("- tag_by_origin: origin")
                .contains("- tag_by_destination: destination");
        assertThat(plans)
                .filteredOn(plan -> plan.type().equals("refers_wide"))
                .allSatisfy(plan -> assertThat(plan.root().embeds()).isEmpty());
        assertThat(resolved(uncommented(text))).hasSameSizeAs(plans);
    }

    @Test
    void anObjectStoreIsWrittenAsOne() throws Exception {
        sql(new ObjectSchema(new ObjectStore("public")).statements());
        sql(List.of(
                "INSERT INTO resources SELECT ('00000000-0000-0000-0000-00000000000' || n)::uuid, item_type FROM (VALUES"
                        + " (1, 'lab'), (2, 'user'), (3, 'Odd.Type'), (4, 'software')) v (n, item_type)",
                "INSERT INTO links SELECT ('00000000-0000-0000-0000-00000000000' || s)::uuid, rel,"
                        + " ('00000000-0000-0000-0000-00000000000' || t)::uuid FROM (VALUES (1, 'pi', 2), (2, 'lab', 1),"
                        + " (3, 'made.by', 2), (3, 'made.with', 4), (1, 'admin', 2)) v (s, rel, t)"));
        String text = starter();
        assertThat(text)
                .contains("  layout: objects")
                .contains("    item_type: Odd.Type")
                .contains("      - \"\\\"made.by\\\"\"   # user")
                .contains("      # - lab_by_admin: {rev: [lab, admin]}")
                .contains("    #   - Odd_Type: {rev: [Odd.Type, made.with]}");
        assertThat(resolved(text))
                .extracting(DocumentPlan::type)
                .containsExactlyInAnyOrder("lab", "user", "odd_type", "software");
        assertThat(resolved(uncommented(text))).hasSize(4);
    }

    @Test
    void veryManyTablesAreToldOfAndTheLargestWritten() throws Exception {
        sql(List.of(
                "DO $$ BEGIN FOR i IN 1..130 LOOP EXECUTE format('CREATE TABLE t%s (id int PRIMARY KEY)', i); END LOOP; END $$",
                "INSERT INTO t130 SELECT generate_series(1, 9)", "ANALYZE t130"));
        String text = starter();
        assertThat(text)
                .contains("# No type is written for these; more than 100")
                .contains("  t130:   # about 9 rows");
        assertThat(resolved(text)).hasSize(100);
    }

    @Test
    void aDatabaseWithNothingToFollowIsRefusedWithReasons() throws Exception {
        assertThatThrownBy(this::starter)
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("no table that documents could be made from");
        sql(List.of("CREATE TABLE bare (x int)"));
        assertThatThrownBy(this::starter)
                .isInstanceOfSatisfying(
                        Refusal.class,
                        refusal -> assertThat(refusal.hint())
                                .contains("bare has no primary key")
                                .contains("ADD PRIMARY KEY"));
    }

    private void sql(List<String> statements) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private String starter() {
        StartSettings settings = StartSettings.read(folder.resolve("none.yaml"), false, null, environment(), List.of());
        return StarterConfiguration.of(settings, LocalDate.of(2026, 1, 1)).text();
    }

    private Map<String, String> environment() {
        return database.password().isEmpty()
                ? Map.of("TIDEMARK_POSTGRES_URL", database.bareJdbcUrl(), "TIDEMARK_POSTGRES_USER", database.user())
                : Map.of(
                        "TIDEMARK_POSTGRES_URL",
                        database.bareJdbcUrl(),
                        "TIDEMARK_POSTGRES_USER",
                        database.user(),
                        "TIDEMARK_POSTGRES_PASSWORD",
                        database.password());
    }

    /** With every proposal taken. */
    private static String uncommented(String text) {
        String all = PROPOSAL.matcher(text).replaceAll("$1$2$3");
        assertThat(all).isNotEqualTo(text);
        return all;
    }

    private List<DocumentPlan> resolved(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("starter.yaml"), text);
        Map<String, String> password =
                database.password().isEmpty() ? Map.of() : Map.of("TIDEMARK_POSTGRES_PASSWORD", database.password());
        Configuration configuration = Configuration.read(file, password, List.of());
        Schema schema = Schema.read(configuration, Sources.of(configuration));
        if (!text.contains("layout: objects")) {
            schema.plans()
                    .forEach(plan -> assertThat(MappingDeriver.derive(
                                            plan, configuration.types().get(plan.type()))
                                    .problems())
                            .as(plan.type())
                            .isEmpty());
        }
        return schema.plans();
    }

    private String trees(String text) throws IOException {
        StringBuilder trees = new StringBuilder();
        resolved(text).forEach(plan -> trees.append(PlanTree.print(plan)));
        return trees.toString();
    }
}
