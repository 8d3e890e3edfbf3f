package tidemark.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static tidemark.catalog.HandMade.BYTEA;
import static tidemark.catalog.HandMade.INTEGER;
import static tidemark.catalog.HandMade.TEXT;
import static tidemark.catalog.HandMade.UUID;
import static tidemark.catalog.HandMade.catalog;
import static tidemark.catalog.HandMade.chinook;
import static tidemark.catalog.HandMade.table;
import static tidemark.catalog.Specs.embed;
import static tidemark.catalog.Specs.type;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tidemark.plan.ColumnChoice;
import tidemark.plan.DocumentPlan;
import tidemark.plan.Embed;
import tidemark.plan.PlanNode;
import tidemark.plan.PlanTree;
import tidemark.plan.Problem;
import tidemark.plan.TypeSpec;

class PlanResolverTest {

    private static final FilterReader FILTERS = (table, sql) -> sql.contains("now()")
            ? new FilterReading.Refused("it uses now()", "compare with a constant")
            : FilterReading.Usable.of(Set.of(sql.substring(0, sql.indexOf(' '))));

    private static Resolution resolve(Catalog catalog, TypeSpec... types) {
        return new PlanResolver(FILTERS).resolve(catalog, List.of(types));
    }

    private static DocumentPlan plan(Catalog catalog, TypeSpec type) {
        Resolution resolution = resolve(catalog, type);
        assertThat(resolution.problems()).isEmpty();
        return resolution.plans().get(0);
    }

    private static Problem problem(Catalog catalog, TypeSpec type) {
        Resolution resolution = resolve(catalog, type);
        assertThat(resolution.plans()).isEmpty();
        assertThat(resolution.problems()).hasSize(1);
        return resolution.problems().get(0);
    }

    private static Embed embedOf(PlanNode node, String field) {
        return node.embeds().stream()
                .filter(embed -> embed.field().equals(field))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> fields(PlanNode node) {
        return node.columns().stream().map(shown -> shown.field()).toList();
    }

    @Test
    void aDottedPathShowsEachStepUnderTheWordsWritten() {
        DocumentPlan plan = plan(chinook(), type("track", embed("album.artist"), embed("genre"), embed("media_type")));

        Embed album = embedOf(plan.root(), "album");
        assertThat(album.many()).isFalse();
        assertThat(album.order()).isEmpty();
        assertThat(album.node().table()).hasToString("Album");
        assertThat(album.on())
                .extracting(pair -> pair.parent().name() + "=" + pair.child().name())
                .containsExactly("AlbumId=AlbumId");
        assertThat(embedOf(album.node(), "artist").node().path()).isEqualTo("album.artist");
        assertThat(embedOf(plan.root(), "media_type").node().table()).hasToString("MediaType");
        assertThat(fields(plan.root())).containsExactly("TrackId", "Name", "AlbumId", "MediaTypeId", "GenreId");
    }

    @Test
    void theTablesThatReferToOneBecomeAListInKeyOrder() {
        Embed albums = embedOf(
                plan(chinook(), type("Artist", embed("albums", "album"))).root(), "albums");

        assertThat(albums.many()).isTrue();
        assertThat(albums.order()).extracting(sort -> sort.column().name()).containsExactly("AlbumId");
    }

    @Test
    void anOrderIsCompletedByTheKey() {
        Embed albums = embedOf(
                plan(chinook(), type("Artist", embed("albums", "album").order("-Title")))
                        .root(),
                "albums");

        assertThat(albums.order())
                .extracting(sort -> sort.column().name() + " " + sort.descending())
                .containsExactly("Title true", "AlbumId false");
    }

    @Test
    void aNamedPathThroughAJoinTableShowsOnlyTheFarSide() {
        DocumentPlan plan = plan(
                chinook(),
                type("track", embed("playlists", "playlist_track.playlist").order("Name")));

        Embed through = embedOf(plan.root(), "playlists");
        assertThat(through.list()).isTrue();
        assertThat(through.node().transparent()).isTrue();
        assertThat(through.node().path()).isEqualTo("playlists.(PlaylistTrack)");
        assertThat(through.order()).extracting(sort -> sort.column().name()).containsExactly("PlaylistId", "TrackId");
        Embed far = through.node().embeds().get(0);
        assertThat(far.node().path()).isEqualTo("playlists");
        assertThat(far.order()).extracting(sort -> sort.column().name()).containsExactly("Name", "PlaylistId");
        assertThat(fields(far.node())).containsExactly("PlaylistId", "Name");
    }

    @Test
    void anUnnamedPathThroughAJoinTableShowsItsOwnColumnsToo() {
        Embed through = embedOf(
                plan(chinook(), type("track", embed("playlist_track.playlist"))).root(), "playlist_track");

        assertThat(through.many()).isTrue();
        assertThat(through.node().transparent()).isFalse();
        assertThat(fields(through.node())).containsExactly("PlaylistId", "TrackId");
        assertThat(embedOf(through.node(), "playlist").many()).isFalse();
    }

    @Test
    void aSelfReferenceGoesByItsColumn() {
        DocumentPlan plan = plan(chinook(), type("employee", embed("reports_to.reports_to")));

        Embed manager = embedOf(plan.root(), "reports_to");
        assertThat(manager.many()).isFalse();
        assertThat(embedOf(manager.node(), "reports_to").node().path()).isEqualTo("reports_to.reports_to");
    }

    @Test
    void aSelfReferenceByTheTableIsAmbiguousAndBothLinesAreGiven() {
        Problem problem = problem(chinook(), type("employee", embed("employee")));

        assertThat(problem.message()).contains("`employee` can mean 2 joins from Employee");
        assertThat(problem.hint())
                .contains("{from: Employee, on: {ReportsTo: EmployeeId}}")
                .contains("{from: Employee, on: {EmployeeId: ReportsTo}}");
        assertThat(problem.place().line()).isEqualTo(20);
    }

    @Test
    void theLineAdvisedForTheOtherSideOfASelfReferenceWorks() {
        Embed reports = embedOf(
                plan(chinook(), type("employee", embed("reports", "Employee").on("EmployeeId", "ReportsTo")))
                        .root(),
                "reports");

        assertThat(reports.many()).isTrue();
    }

    private static Catalog addresses() {
        return catalog(
                table("address").key("id", INTEGER).column("city", TEXT),
                table("customer")
                        .key("id", INTEGER)
                        .column("billing_address_id", INTEGER)
                        .column("delivery_address_id", INTEGER)
                        .refers("billing_address_id", "address", "id")
                        .refers("delivery_address_id", "address", "id"),
                table("sale")
                        .key("id", INTEGER)
                        .column("customer_id", INTEGER)
                        .refers("customer_id", "customer", "id"));
    }

    @Test
    void theSameTableTwiceUnderTwoNames() {
        DocumentPlan plan = plan(
                addresses(),
                type(
                        "customer",
                        embed("billing_address"),
                        embed("ship_to", "delivery_address").only("city")));

        assertThat(embedOf(plan.root(), "billing_address").on().get(0).parent().name())
                .isEqualTo("billing_address_id");
        assertThat(embedOf(plan.root(), "ship_to").on().get(0).parent().name()).isEqualTo("delivery_address_id");
        assertThat(fields(embedOf(plan.root(), "ship_to").node())).containsExactly("city");
    }

    @Test
    void severalForeignKeysToTheTableNamedAreListedWithTheLineToWrite() {
        Problem problem = problem(addresses(), type("customer", embed("address")));

        assertThat(problem.hint())
                .contains("- billing_address: {from: address, on: {billing_address_id: id}}")
                .contains("- delivery_address: {from: address, on: {delivery_address_id: id}}");
    }

    @Test
    void theLineIsGivenWithThePathAroundIt() {
        Problem problem = problem(addresses(), type("sale", embed("customer.address")));

        assertThat(problem.hint())
                .contains("- customer: {embed: [{billing_address: {from: address, on: {billing_address_id: id}}}]}");
    }

    @Test
    void aColumnOrConstraintInThePathSettlesAnAmbiguityBehindAName() {
        Problem problem = problem(addresses(), type("sale", embed("cities", "customer.address")));
        assertThat(problem.hint()).contains("- cities: customer.billing_address_id");

        DocumentPlan plan = plan(addresses(), type("sale", embed("cities", "customer.billing_address_id")));
        assertThat(embedOf(plan.root(), "cities").list()).isFalse();
        plan(addresses(), type("address", embed("customers", "customer_billing_address_id_fkey.sale")));
    }

    @Test
    void aMissingForeignKeyNamesWhatIsNearAndTheLineToWrite() {
        Problem problem = problem(chinook(), type("track", embed("albun")));

        assertThat(problem.message()).isEqualTo("no foreign key leads from Track to `albun`");
        assertThat(problem.hint())
                .contains("Did you mean `Album`?")
                .contains("Album (AlbumId), Genre (GenreId), MediaType (MediaTypeId)")
                .contains("from others to it: PlaylistTrack")
                .contains("- albun: {from: albun, on: {<column of Track>: <column of albun>}}");
    }

    @Test
    void aTableBehindAJoinTableIsAdvisedByItsPath() {
        Problem problem = problem(chinook(), type("track", embed("playlist")));

        assertThat(problem.hint())
                .contains("- playlist: PlaylistTrack.playlist")
                .contains("- playlist: {from: Playlist, on: {<column of Track>: PlaylistId}}");
    }

    @Test
    void namedColumnsJoinWithoutAForeignKeyAndTheKeysTellHowMany() {
        Catalog catalog = catalog(
                table("country").key("code", TEXT).column("name", TEXT),
                table("shop").key("id", INTEGER).column("country_code", TEXT),
                table("visit").key("id", INTEGER).column("shop", INTEGER));

        DocumentPlan plan = plan(
                catalog,
                type(
                        "shop",
                        embed("country", "country").on("country_code", "code"),
                        embed("visits", "visit").on("id", "shop")));

        assertThat(embedOf(plan.root(), "country").many()).isFalse();
        assertThat(embedOf(plan.root(), "visits").many()).isTrue();
    }

    @Test
    void namedColumnsOfDifferentTypesAreRefused() {
        Catalog catalog = catalog(
                table("a").key("id", INTEGER).column("b_id", TEXT), table("b").key("id", UUID));

        Problem problem = problem(catalog, type("a", embed("b", "b").on("b_id", "id")));

        assertThat(problem.message()).contains("a.b_id (text) and b.id (uuid) cannot be compared");
    }

    @Test
    void valuesThatAreEqualWithDifferentTextsCannotJoin() {
        Catalog catalog = catalog(
                table("a").key("id", INTEGER).column(new Column("mail", HandMade.TEXT, false, true, false)),
                table("b")
                        .key("id", INTEGER)
                        .column(new Column("mail", HandMade.TEXT, false, true, false))
                        .unique("mail"));

        Problem problem = problem(catalog, type("a", embed("b", "b").on("mail", "mail")));

        assertThat(problem.message()).contains("values that are equal can have different texts");
    }

    @Test
    void compositeForeignKeysJoinAllTheirColumnsAndGoByTheLast() {
        Catalog catalog = catalog(
                table("tenant").key("id", INTEGER),
                table("customer")
                        .notNull("tenant_id", INTEGER)
                        .notNull("id", UUID)
                        .primary("tenant_id", "id"),
                table("sale")
                        .key("id", INTEGER)
                        .column("a_tenant_id", INTEGER)
                        .column("buyer_id", UUID)
                        .refers("sale_buyer", Map.of("a_tenant_id", "tenant_id", "buyer_id", "id"), "customer"));
        DocumentPlan plan = plan(catalog, type("sale", embed("buyer")));

        assertThat(embedOf(plan.root(), "buyer").on())
                .extracting(pair -> pair.parent().name() + "=" + pair.child().name())
                .containsExactly("a_tenant_id=tenant_id", "buyer_id=id");
        assertThat(embedOf(plan.root(), "buyer").many()).isFalse();
        assertThat(embedOf(
                                plan(catalog, type("customer", embed("sales", "sale")))
                                        .root(),
                                "sales")
                        .many())
                .isTrue();
    }

    @Test
    void aColumnOfItsOwnForeignKeyGoesBeforeTheCompositeOnesThatEndInIt() {
        Catalog catalog = catalog(
                table("tenant").key("id", INTEGER),
                table("customer")
                        .notNull("no", INTEGER)
                        .notNull("tenant_id", INTEGER)
                        .primary("no", "tenant_id"),
                table("sale")
                        .key("id", INTEGER)
                        .column("buyer", INTEGER)
                        .column("tenant_id", INTEGER)
                        .refers("sale_buyer", Map.of("buyer", "no", "tenant_id", "tenant_id"), "customer")
                        .refers("tenant_id", "tenant", "id"));

        assertThat(embedOf(plan(catalog, type("sale", embed("tenant"))).root(), "tenant")
                        .node()
                        .table())
                .hasToString("tenant");
    }

    @Test
    void aForeignKeyOverAUniqueKeyIsOneRowAndNoList() {
        Catalog catalog = catalog(
                table("person").key("id", UUID),
                table("passport")
                        .key("id", INTEGER)
                        .column("person_id", UUID)
                        .unique("person_id")
                        .refers("person_id", "person", "id"));

        assertThat(embedOf(plan(catalog, type("person", embed("passport"))).root(), "passport")
                        .many())
                .isFalse();
    }

    @Test
    void pathsThatShareStepsMeetInOneNode() {
        Catalog catalog = catalog(
                table("label").key("id", INTEGER),
                table("artist").key("id", INTEGER),
                table("album")
                        .key("id", INTEGER)
                        .column("title", TEXT)
                        .column("artist_id", INTEGER)
                        .column("label_id", INTEGER)
                        .refers("artist_id", "artist", "id")
                        .refers("label_id", "label", "id"),
                table("track").key("id", INTEGER).column("album_id", INTEGER).refers("album_id", "album", "id"));

        DocumentPlan plan = plan(
                catalog, type("track", embed("album.artist"), embed("album").only("title"), embed("album.label")));

        assertThat(plan.root().embeds()).hasSize(1);
        PlanNode album = embedOf(plan.root(), "album").node();
        assertThat(fields(album)).containsExactly("title");
        assertThat(album.embeds()).extracting(Embed::field).containsExactly("artist", "label");
        assertThat(problem(
                                catalog,
                                type(
                                        "track",
                                        embed("album").only("id"),
                                        embed("album").only("title")))
                        .message())
                .contains("`album` has options here and at tidemark.yaml:20");
    }

    @Test
    void embedsOfEmbedsHangOnTheLastStep() {
        DocumentPlan plan = plan(
                chinook(),
                type("playlist", embed("tracks", "playlist_track.track").with(embed("album.artist"), embed("genre"))));

        PlanNode track = embedOf(plan.root(), "tracks").node().embeds().get(0).node();
        assertThat(embedOf(track, "genre").node().path()).isEqualTo("tracks.genre");
    }

    @Test
    void tablesOfOtherSchemasAreNamedWithTheirSchema() {
        Catalog catalog = catalog(
                table("sales.invoice").key("id", INTEGER),
                table("archive.invoice").key("id", INTEGER),
                table("sales.line")
                        .key("id", INTEGER)
                        .column("invoice_id", INTEGER)
                        .refers("invoice_id", "sales.invoice", "id"),
                table("archive.line")
                        .key("id", INTEGER)
                        .column("invoice_id", INTEGER)
                        .refers("invoice_id", "sales.invoice", "id"));

        assertThat(problem(catalog, type("invoice")).hint()).contains("table: archive.invoice\ntable: sales.invoice");
        assertThat(problem(catalog, type("sales.invoice", embed("line"))).hint())
                .contains("{from: sales.line, on: {id: invoice_id}}");
        assertThat(embedOf(
                                plan(catalog, type("sales.invoice", embed("sales.line")))
                                        .root(),
                                "line")
                        .node()
                        .table())
                .hasToString("sales.line");
        assertThat(embedOf(
                                plan(
                                                catalog,
                                                type(
                                                        "sales.invoice",
                                                        embed("old", "archive.line")
                                                                .on("id", "invoice_id")))
                                        .root(),
                                "old")
                        .many())
                .isTrue();
    }

    @Test
    void columnsAreChosenLeftOutAndRenamed() {
        Catalog catalog = catalog(table("t")
                .key("id", INTEGER)
                .column("a", TEXT)
                .column("b", TEXT)
                .column("raw", BYTEA));

        assertThat(fields(plan(catalog, type("t")).root())).containsExactly("id", "a", "b");
        ColumnChoice some = new ColumnChoice(List.of("b", "a"), List.of(), Map.of("a", "alpha"));
        assertThat(fields(plan(catalog, type("t", some, null)).root())).containsExactly("b", "alpha");
        ColumnChoice rest = new ColumnChoice(List.of(), List.of("a"), Map.of());
        assertThat(fields(plan(catalog, type("t", rest, null)).root())).containsExactly("id", "b");
        ColumnChoice raw = new ColumnChoice(List.of("raw"), List.of(), Map.of());
        assertThat(problem(catalog, type("t", raw, null)).message()).contains("binary");
        ColumnChoice typo = new ColumnChoice(List.of(), List.of("bee"), Map.of());
        assertThat(problem(catalog, type("t", typo, null)).message()).contains("t has no column `bee`");
    }

    @Test
    void anUnknownColumnNamesTheNearest() {
        Resolution resolution = resolve(
                chinook(),
                type("artist", new ColumnChoice(List.of(), List.of("name"), Map.of("artist_id", "id")), null));

        assertThat(resolution.problems())
                .extracting(Problem::hint)
                .containsExactly("Did you mean `Name`?", "Did you mean `ArtistId`?");
    }

    @Test
    void aClashOfNamesAsksForAnother() {
        Catalog catalog = catalog(
                table("album").key("id", INTEGER),
                table("track")
                        .key("id", INTEGER)
                        .column("album", INTEGER)
                        .column("audit", TEXT)
                        .refers("album", "album", "id"));

        Resolution resolution = resolve(catalog, type("track", embed("album")));

        assertThat(resolution.problems())
                .extracting(Problem::message)
                .containsExactly(
                        "the field `audit` is reserved",
                        "two things want the field `album`: column album and embed album");
        assertThat(resolution.problems().get(1).hint()).contains("columns: {as: {album: album_id}}");
        ColumnChoice as = new ColumnChoice(List.of(), List.of("audit"), Map.of("album", "album_id"));
        plan(catalog, type("track", as, null, embed("album")));
    }

    @Test
    void twoEmbedsOfOneNameClash() {
        assertThat(problem(addresses(), type("customer", embed("a", "billing_address"), embed("a", "delivery_address")))
                        .message())
                .contains("two things want the field `a`");
    }

    @Test
    void filtersKeepTheColumnsThatTheyRead() {
        DocumentPlan plan = plan(
                chinook(),
                type(
                        "artist",
                        ColumnChoice.ALL,
                        "Name <> ''",
                        embed("albums", "album").where("Title <> ''")));

        assertThat(plan.root().filter().columns())
                .extracting(column -> column.name())
                .containsExactly("Name");
        assertThat(embedOf(plan.root(), "albums").node().filter().sql()).isEqualTo("Title <> ''");
        assertThat(problem(chinook(), type("artist", ColumnChoice.ALL, "Name > now()"))
                        .message())
                .isEqualTo("where on Artist: it uses now()");
    }

    @Test
    void ordersAndNestedAreForLists() {
        assertThat(problem(chinook(), type("track", embed("album").order("Title")))
                        .message())
                .contains("`album` is one Album, not a list");
        assertThat(embedOf(
                                plan(chinook(), type("artist", embed("album").nested()))
                                        .root(),
                                "album")
                        .nested())
                .isTrue();
        assertThat(embedOf(
                                plan(
                                                chinook(),
                                                type(
                                                        "track",
                                                        embed("p", "playlist_track.playlist")
                                                                .nested()))
                                        .root(),
                                "p")
                        .nested())
                .isTrue();
    }

    @Test
    void whatCannotBeIndexedTrulyIsRefusedWithAWayOut() {
        Catalog catalog = catalog(
                table("v").column("id", INTEGER).kind(Table.Kind.VIEW),
                table("m").column("id", INTEGER).kind(Table.Kind.MATERIALIZED_VIEW),
                table("f").column("id", INTEGER).kind(Table.Kind.FOREIGN),
                table("u").key("id", INTEGER).persistence(Table.Persistence.UNLOGGED),
                table("temp").key("id", INTEGER).persistence(Table.Persistence.TEMPORARY),
                table("part").key("id", INTEGER).kind(Table.Kind.PARTITION),
                table("parent").key("id", INTEGER).child("part"),
                table("far").key("id", INTEGER).kind(Table.Kind.PARTITIONED).child("f"),
                table("secret").key("id", INTEGER).access(true, true),
                table("keyless").column("id", INTEGER),
                table("nullable").column("id", INTEGER).unique("id"),
                table("loose").column(new Column("id", TEXT, true, true, false)).primary("id"));

        assertThat(problem(catalog, type("v")).message()).contains("is a view");
        assertThat(problem(catalog, type("m")).message()).contains("materialized view");
        assertThat(problem(catalog, type("f")).message()).contains("foreign table");
        assertThat(problem(catalog, type("u")).hint()).isEqualTo("ALTER TABLE \"public\".\"u\" SET LOGGED;");
        assertThat(problem(catalog, type("temp")).message()).contains("temporary");
        assertThat(problem(catalog, type("part")).message()).contains("is a partition of");
        assertThat(problem(catalog, type("parent")).message()).contains("inherit from parent (part)");
        assertThat(problem(catalog, type("far")).message()).contains("partition f of far is a foreign table");
        assertThat(problem(catalog, type("secret")).hint()).contains("ALTER ROLE \"tidemark\" BYPASSRLS;");
        assertThat(problem(catalog, type("keyless")).hint()).contains("ADD PRIMARY KEY");
        assertThat(problem(catalog, type("nullable")).hint())
                .isEqualTo("ALTER TABLE \"public\".\"nullable\" ALTER COLUMN \"id\" SET NOT NULL;");
        assertThat(problem(catalog, type("loose")).message()).contains("different texts: id is text");
    }

    @Test
    void aUniqueIndexOverNotNullColumnsServesAsKey() {
        Catalog catalog = catalog(table("t")
                .notNull("a", INTEGER)
                .notNull("b", TEXT)
                .unique("a", "b")
                .unique("b"));

        assertThat(plan(catalog, type("t")).root().key())
                .extracting(column -> column.name())
                .containsExactly("b");
    }

    @Test
    void columnsThatTheRoleMayNotReadAreNamedWithTheGrant() {
        Catalog catalog = catalog(
                table("t").key("id", INTEGER).column(new Column("salary", INTEGER, false, false, true)),
                table("closed")
                        .column(new Column("id", INTEGER, true, false, true))
                        .primary("id")
                        .access(false, false));

        Problem salary = problem(catalog, type("t"));
        assertThat(salary.message()).isEqualTo("role tidemark may not read salary of t");
        assertThat(salary.hint())
                .contains("GRANT SELECT (\"salary\") ON \"public\".\"t\" TO \"tidemark\";")
                .contains("columns: {except: [salary]}");
        plan(catalog, type("t", new ColumnChoice(List.of(), List.of("salary"), Map.of()), null));
        assertThat(resolve(catalog, type("closed")).problems())
                .extracting(Problem::hint)
                .containsExactly(
                        "GRANT USAGE ON SCHEMA \"public\" TO \"tidemark\";",
                        "GRANT SELECT ON \"public\".\"closed\" TO \"tidemark\";");
    }

    @Test
    void joinColumnsOnEitherSideMustBeReadable() {
        Catalog catalog = catalog(
                table("a").key("id", INTEGER),
                table("b")
                        .key("id", INTEGER)
                        .column(new Column("a_id", INTEGER, false, false, true))
                        .refers("a_id", "a", "id"));

        assertThat(problem(catalog, type("a", embed("b").only("id"))).message())
                .isEqualTo("role tidemark may not read a_id of b");
    }

    @Test
    void allProblemsAreToldAtOnceAndTheSoundTypesStillHavePlans() {
        Resolution resolution = resolve(
                chinook(),
                type("trak"),
                type("artist"),
                type("track", embed("albun"), embed("genra"), embed("album").only("Titel")));

        assertThat(resolution.plans()).extracting(DocumentPlan::type).containsExactly("artist");
        assertThat(resolution.problems()).hasSize(4);
        assertThat(resolution.problems().get(0).hint()).isEqualTo("Did you mean `table: Track`?");
    }

    @Test
    void aMappingOverrideMustNameAField() {
        TypeSpec plain = type("track", embed("album"), embed("lists", "playlist_track.playlist"));
        Map<String, Object> mapping = Map.of("album.Titel", Map.of("type", "keyword"));
        TypeSpec wrong =
                new TypeSpec("track", "track", plain.columns(), null, plain.embeds(), mapping, Map.of(), plain.place());

        assertThat(problem(chinook(), wrong).hint()).isEqualTo("Did you mean `Title`?");
        mapping = Map.of("album.Title", Map.of("type", "keyword"), "lists.Name", Map.of("type", "keyword"));
        plan(
                chinook(),
                new TypeSpec(
                        "track", "track", plain.columns(), null, plain.embeds(), mapping, Map.of(), plain.place()));
    }

    @Test
    void thePlanPrintsAsATree() {
        DocumentPlan plan = plan(
                chinook(),
                type(
                        "track",
                        new ColumnChoice(List.of("TrackId", "Name"), List.of(), Map.of("Name", "title")),
                        "Name <> ''",
                        embed("album").only("Title").with(embed("artist").only("Name")),
                        embed("playlists", "playlist_track.playlist").order("-Name")));

        assertThat(PlanTree.print(plan)).isEqualTo("""
                        track: Track (key TrackId) where Name <> ''
                          TrackId  integer
                          title  text  (column Name)
                          album  one Album (key AlbumId)
                              Album on Track.AlbumId = Album.AlbumId
                            Title  text
                            artist  one Artist (key ArtistId)
                                Artist on Album.ArtistId = Artist.ArtistId
                              Name  text
                          playlists  list of Playlist (key PlaylistId)
                              through PlaylistTrack on Track.TrackId = PlaylistTrack.TrackId
                              to Playlist on PlaylistTrack.PlaylistId = Playlist.PlaylistId
                              ordered by Name descending, PlaylistId
                            PlaylistId  integer
                            Name  text
                        """);
    }
}
