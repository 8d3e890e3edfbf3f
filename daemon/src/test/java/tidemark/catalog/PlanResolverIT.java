package tidemark.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static tidemark.catalog.Specs.embed;
import static tidemark.catalog.Specs.type;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tidemark.plan.ColumnChoice;
import tidemark.plan.DocumentPlan;
import tidemark.plan.PlanTree;
import tidemark.plan.Problem;
import tidemark.plan.TypeSpec;
import tidemark.sandbox.Servers;
import tidemark.sandbox.chinook.Chinook;

class PlanResolverIT {

    private tidemark.sandbox.Database database;
    private Connection connection;

    @BeforeEach
    void connect() throws SQLException {
        database = Servers.forTests().createDatabase();
        connection = database.connect();
    }

    @AfterEach
    void drop() throws SQLException {
        connection.close();
        database.close();
    }

    private static Resolution resolve(Connection connection, TypeSpec... types) {
        Catalog catalog = new CatalogReader().read(connection);
        return new PlanResolver(new PostgresFilterReader(connection)).resolve(catalog, List.of(types));
    }

    private void sql(String... statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String text : statements) {
                statement.execute(text);
            }
        }
    }

    @Test
    void chinookInItsOwnNames() throws SQLException {
        Chinook.load(connection);

        Resolution resolution = resolve(
                connection,
                type(
                        "track",
                        embed("album.artist"),
                        embed("genre"),
                        embed("media_type"),
                        embed("playlists", "playlist_track.playlist")),
                type(
                        "invoice",
                        new ColumnChoice(List.of(), List.of("BillingState"), Map.of("InvoiceId", "id")),
                        "\"Total\" > 0",
                        embed("customer.support_rep").only("FirstName", "LastName"),
                        embed("lines", "invoice_line").order("-UnitPrice").with(embed("track.album"))),
                type("artist", embed("albums", "album").where("\"Title\" <> ''")),
                type("customer", embed("support_rep.reports_to").only("LastName")));

        assertThat(resolution.problems()).isEmpty();
        assertThat(resolution.plans())
                .extracting(DocumentPlan::type)
                .containsExactly("track", "invoice", "artist", "customer");
        assertThat(PlanTree.print(resolution.plans().get(1)))
                .contains("invoice: Invoice (key InvoiceId) where \"Total\" > 0")
                .contains("  id  integer  (column InvoiceId)")
                .contains("""
                          lines  list of InvoiceLine (key InvoiceLineId)
                              InvoiceLine on Invoice.InvoiceId = InvoiceLine.InvoiceId
                              ordered by UnitPrice descending, InvoiceLineId
                        """)
                .doesNotContain("BillingState");
        assertThat(resolve(connection, type("track", embed("album.artist")))
                        .plans()
                        .get(0)
                        .hash())
                .isEqualTo(resolve(connection, type("track", embed("album.artist")))
                        .plans()
                        .get(0)
                        .hash());
    }

    @Test
    void compositeTextUuidAndBigintKeysInAnySchema() throws SQLException {
        sql(
                "CREATE SCHEMA shop",
                "CREATE SCHEMA \"Stock Room\"",
                "CREATE TABLE shop.tenant (id uuid PRIMARY KEY, name text)",
                "CREATE TABLE shop.product (tenant uuid REFERENCES shop.tenant, sku text, PRIMARY KEY (tenant, sku), replaces text,"
                        + " FOREIGN KEY (tenant, replaces) REFERENCES shop.product)",
                "CREATE TABLE \"Stock Room\".\"Shelf Item\" (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, tenant uuid, sku text,"
                        + " FOREIGN KEY (tenant, sku) REFERENCES shop.product)");

        Resolution resolution = resolve(
                connection,
                type(
                        "shop.product",
                        embed("owner", "tenant"),
                        embed("successor", "replaces"),
                        embed("stock", "shelf item")),
                type("Stock Room.Shelf Item", embed("owner", "sku.tenant")));

        assertThat(resolution.problems()).isEmpty();
        assertThat(PlanTree.print(resolution.plans().get(0)))
                .contains("product.tenant = product.tenant and product.replaces = product.sku")
                .contains("product.tenant = Shelf Item.tenant and product.sku = Shelf Item.sku")
                .contains("owner  one shop.tenant (key id)");
    }

    @Test
    void everythingThatCannotBeIndexedTrulyIsRefusedAtOnce() throws SQLException {
        sql(
                "CREATE TABLE t (id int PRIMARY KEY, at timestamptz)",
                "CREATE VIEW v AS SELECT * FROM t",
                "CREATE UNLOGGED TABLE u (id int PRIMARY KEY)",
                "CREATE TABLE keyless (t_id int REFERENCES t)",
                "CREATE TABLE parts (id int PRIMARY KEY) PARTITION BY RANGE (id)",
                "CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM (0) TO (10)",
                "CREATE UNLOGGED TABLE parts_2 PARTITION OF parts FOR VALUES FROM (10) TO (20)");

        Resolution resolution = resolve(
                connection,
                type("t", ColumnChoice.ALL, "at > now() - interval '1 day'", embed("keyless")),
                type("v"),
                type("u"),
                type("parts"),
                type("parts_1"),
                type("nowhere"));

        assertThat(resolution.plans()).isEmpty();
        assertThat(resolution.problems())
                .extracting(Problem::message)
                .satisfiesExactlyInAnyOrder(
                        message -> assertThat(message).contains("where on t: it uses now()"),
                        message -> assertThat(message).contains("keyless has no primary key"),
                        message -> assertThat(message).contains("v is a view"),
                        message -> assertThat(message).contains("u is unlogged"),
                        message -> assertThat(message).contains("parts_2 is unlogged"),
                        message -> assertThat(message).contains("parts_1 is a partition of parts"),
                        message -> assertThat(message).contains("no table `nowhere`"));
    }

    @Test
    void theGrantsAndPoliciesAdvisedMakeAPlanPossible() throws SQLException {
        String role = "reader_" + database.name();
        sql(
                "CREATE ROLE \"" + role + "\" LOGIN PASSWORD 'reader'",
                "CREATE SCHEMA closed",
                "CREATE TABLE closed.t (id int PRIMARY KEY, name text)",
                "CREATE TABLE line (id int PRIMARY KEY, t_id int REFERENCES closed.t)",
                "GRANT SELECT (id) ON line TO \"" + role + "\"",
                "ALTER TABLE closed.t ENABLE ROW LEVEL SECURITY");
        try (Connection reader = DriverManager.getConnection(database.bareJdbcUrl(), role, "reader")) {
            TypeSpec type = type("closed.t", ColumnChoice.ALL, "name <> ''", embed("lines", "line"));
            for (int i = 0; i < 4 && !resolve(reader, type).complete(); i++) {
                for (Problem problem : resolve(reader, type).problems()) {
                    sql(problem.hint().lines().findFirst().orElseThrow());
                }
            }

            assertThat(resolve(reader, type).problems()).isEmpty();
        } finally {
            sql("DROP OWNED BY \"" + role + "\"", "DROP ROLE \"" + role + "\"");
        }
    }
}
