package tidemark.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tidemark.change.TableName;
import tidemark.plan.ColumnType;
import tidemark.plan.ColumnType.Kind;
import tidemark.sandbox.PostgresOptions;
import tidemark.sandbox.PostgresServer;
import tidemark.sandbox.Servers;

class CatalogReaderIT {

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

    private static void sql(Connection connection, String... statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String text : statements) {
                statement.execute(text);
            }
        }
    }

    private void sql(String... statements) throws SQLException {
        sql(connection, statements);
    }

    private Table read(String name) {
        return new CatalogReader()
                .read(connection)
                .find(new TableName("public", name))
                .orElseThrow();
    }

    private static String one(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getString(1);
        }
    }

    @Test
    void typesAreResolvedToWhatTheyAreMadeOf() throws SQLException {
        sql(
                "CREATE SCHEMA other",
                "CREATE TYPE other.mood AS ENUM ('glad', 'sad')",
                "CREATE TYPE pair AS (a int, b text)",
                "CREATE DOMAIN price AS numeric(10,2) NOT NULL",
                "CREATE DOMAIN high_price AS price CHECK (VALUE > 100)",
                "CREATE TABLE t (id bigint PRIMARY KEY, name varchar(40), code char(3), mood other.mood, amount high_price,"
                        + " tags text[], prices price[], couple pair, body jsonb, raw bytea, at timestamptz, on_day date,"
                        + " free numeric, whole numeric(20,0), ip inet, span int4range, ok boolean, ref uuid, x real)");
        Table table = read("t");

        assertThat(table.require("id").type()).isEqualTo(ColumnType.of("bigint", Kind.BIGINT));
        assertThat(table.require("name").type()).isEqualTo(ColumnType.of("character varying(40)", Kind.TEXT));
        assertThat(table.require("code").type()).isEqualTo(ColumnType.of("character(3)", Kind.TEXT));
        assertThat(table.require("mood").type()).isEqualTo(ColumnType.of("other.mood", Kind.ENUM));
        assertThat(table.require("amount").type()).isEqualTo(ColumnType.of("numeric(10,2)", Kind.NUMERIC));
        assertThat(table.require("amount").notNull()).isTrue();
        assertThat(table.require("tags").type())
                .isEqualTo(new ColumnType("text[]", Kind.ARRAY, ColumnType.of("text", Kind.TEXT)));
        assertThat(table.require("prices").type().element()).isEqualTo(ColumnType.of("numeric(10,2)", Kind.NUMERIC));
        assertThat(table.require("couple").type()).isEqualTo(ColumnType.of("public.pair", Kind.COMPOSITE));
        assertThat(table.require("body").type().kind()).isEqualTo(Kind.JSON);
        assertThat(table.require("raw").type().kind()).isEqualTo(Kind.BINARY);
        assertThat(table.require("at").type().kind()).isEqualTo(Kind.TIMESTAMPTZ);
        assertThat(table.require("span").type()).isEqualTo(ColumnType.of("int4range", Kind.OTHER));
        assertThat(table.columns().stream().filter(column -> !column.exact()).map(Column::name))
                .containsExactly("tags", "prices", "couple", "body", "free", "span", "x");
    }

    @Test
    void onlyWholePlainIndicesAreKeysAndThePrimaryOneGoesFirst() throws SQLException {
        sql(
                "CREATE TABLE t (a int NOT NULL, b int NOT NULL, c text, d int, PRIMARY KEY (b, a) INCLUDE (c))",
                "CREATE UNIQUE INDEX narrow ON t (d)",
                "CREATE UNIQUE INDEX partial ON t (a) WHERE d > 0",
                "CREATE UNIQUE INDEX expression ON t (lower(c))");
        Table table = read("t");

        assertThat(table.keys()).extracting(UniqueKey::name).containsExactly("t_pkey", "narrow");
        assertThat(table.key()).extracting(Column::name).containsExactly("b", "a");
    }

    @Test
    void foreignKeysOfPartitionsAreNotTakenTwice() throws SQLException {
        sql(
                "CREATE TABLE customer (id int PRIMARY KEY, boss int REFERENCES customer)",
                "CREATE TABLE sale (id int, day date, customer int REFERENCES customer, PRIMARY KEY (id, day))"
                        + " PARTITION BY RANGE (day)",
                "CREATE TABLE sale_1 PARTITION OF sale FOR VALUES FROM ('2026-01-01') TO ('2026-02-01')",
                "CREATE TABLE sale_2 PARTITION OF sale FOR VALUES FROM ('2026-02-01') TO ('2026-03-01')",
                "CREATE TABLE line (id int PRIMARY KEY, sale int, day date, FOREIGN KEY (day, sale) REFERENCES sale (day, id))");
        Catalog catalog = new CatalogReader().read(connection);

        Table sale = catalog.table(new TableName("public", "sale"));
        assertThat(sale.kind()).isEqualTo(Table.Kind.PARTITIONED);
        assertThat(sale.children()).extracting(TableName::name).containsExactly("sale_1", "sale_2");
        assertThat(catalog.table(sale.children().get(0)).kind()).isEqualTo(Table.Kind.PARTITION);
        assertThat(catalog.table(sale.children().get(0)).parent()).isEqualTo(sale.name());
        assertThat(catalog.referring(new TableName("public", "customer"))
                        .map(ForeignKey::from)
                        .map(TableName::name))
                .containsExactly("customer", "sale");
        assertThat(catalog.referring(sale.name()))
                .containsExactly(new ForeignKey(
                        "line_day_sale_fkey",
                        new TableName("public", "line"),
                        java.util.List.of("day", "sale"),
                        sale.name(),
                        java.util.List.of("day", "id")));
    }

    @Test
    void kindsAndPersistenceAreTold() throws SQLException {
        sql(
                "CREATE TABLE t (id int PRIMARY KEY)",
                "CREATE VIEW v AS SELECT * FROM t",
                "CREATE MATERIALIZED VIEW m AS SELECT * FROM t",
                "CREATE UNLOGGED TABLE u (id int PRIMARY KEY)",
                "CREATE TEMPORARY TABLE short (id int PRIMARY KEY)");
        Catalog catalog = new CatalogReader().read(connection);

        assertThat(read("v").kind()).isEqualTo(Table.Kind.VIEW);
        assertThat(read("m").kind()).isEqualTo(Table.Kind.MATERIALIZED_VIEW);
        assertThat(read("u").persistence()).isEqualTo(Table.Persistence.UNLOGGED);
        assertThat(catalog.named("short").get(0).persistence()).isEqualTo(Table.Persistence.TEMPORARY);
        assertThat(catalog.tables().keySet()).noneMatch(name -> name.schema().equals("pg_catalog"));
    }

    @Test
    void aPlainRoleSeesWhatItMayReadAndWhatIsHiddenFromIt() throws SQLException {
        String role = "plain_" + database.name();
        sql(
                "CREATE ROLE \"" + role + "\" LOGIN PASSWORD 'plain'",
                "CREATE TABLE open (id int PRIMARY KEY, secret text)",
                "GRANT SELECT (id) ON open TO \"" + role + "\"",
                "CREATE TABLE hidden (id int PRIMARY KEY)",
                "ALTER TABLE hidden ENABLE ROW LEVEL SECURITY",
                "CREATE TABLE shown (id int PRIMARY KEY)",
                "ALTER TABLE shown ENABLE ROW LEVEL SECURITY",
                "CREATE POLICY everything ON shown FOR SELECT TO \"" + role + "\" USING (true)",
                "CREATE TABLE narrowed (id int PRIMARY KEY)",
                "ALTER TABLE narrowed ENABLE ROW LEVEL SECURITY",
                "CREATE POLICY everything ON narrowed USING (true)",
                "CREATE POLICY narrow ON narrowed AS RESTRICTIVE USING (id > 0)",
                "CREATE SCHEMA closed",
                "CREATE TABLE closed.t (id int PRIMARY KEY)");
        assertThat(read("hidden").access()).isEqualTo(Table.Access.FULL);
        try (Connection plain = DriverManager.getConnection(database.bareJdbcUrl(), role, "plain")) {
            Catalog catalog = new CatalogReader().read(plain);

            assertThat(catalog.database().role()).isEqualTo(role);
            Table open = catalog.table(new TableName("public", "open"));
            assertThat(open.require("id").readable()).isTrue();
            assertThat(open.require("secret").readable()).isFalse();
            assertThat(catalog.table(new TableName("public", "hidden")).access().rowSecurity())
                    .isTrue();
            assertThat(catalog.table(new TableName("public", "shown")).access().rowSecurity())
                    .isFalse();
            assertThat(catalog.table(new TableName("public", "narrowed"))
                            .access()
                            .rowSecurity())
                    .isTrue();
            assertThat(catalog.table(new TableName("closed", "t")).access().usage())
                    .isFalse();
        } finally {
            sql("DROP OWNED BY \"" + role + "\"", "DROP ROLE \"" + role + "\"");
        }
    }

    @Test
    void theConnectionIsLeftAsItWas() throws SQLException {
        String path = one(connection, "SHOW search_path");
        new CatalogReader().read(connection);
        assertThat(connection.getAutoCommit()).isTrue();
        assertThat(one(connection, "SHOW search_path")).isEqualTo(path);

        connection.setAutoCommit(false);
        sql("CREATE TABLE mine (id int PRIMARY KEY)");
        assertThat(read("mine").key()).hasSize(1);
        assertThat(one(connection, "SHOW search_path")).isEqualTo(path);
        assertThat(one(connection, "SHOW statement_timeout")).isEqualTo("0");
        assertThat(one(connection, "SELECT count(*) FROM mine")).isEqualTo("0");
        connection.rollback();
    }

    @Test
    void aStandbyTellsTheSameOfTheSameDatabase() throws SQLException {
        try (PostgresServer primary = PostgresServer.start(PostgresOptions.defaults());
                tidemark.sandbox.Database source = primary.createDatabase();
                Connection writer = source.connect()) {
            sql(writer, "CREATE TABLE t (id int PRIMARY KEY, name text)");
            Catalog there = new CatalogReader().read(writer);
            try (PostgresServer standby = primary.standby();
                    Connection reader = standby.address().connect(source.name())) {
                Catalog here = new CatalogReader().read(reader);

                assertThat(here.database().recovery()).isTrue();
                assertThat(here.database().identity())
                        .isEqualTo(there.database().identity());
                assertThat(here.tables()).isEqualTo(there.tables());
                assertThat(new PostgresFilterReader(reader).read(new TableName("public", "t"), "name <> ''"))
                        .isInstanceOf(FilterReading.Usable.class);
                assertThat(new PostgresFilterReader(reader).read(new TableName("public", "t"), "name <> now()::text"))
                        .isInstanceOf(FilterReading.Refused.class);
            }
        }
    }
}
