package tidemark.catalog;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import tidemark.change.TableName;
import tidemark.plan.ColumnType;
import tidemark.plan.ColumnType.Kind;

/** Catalogs written by hand. */
final class HandMade {

    static final ColumnType INTEGER = ColumnType.of("integer", Kind.INTEGER);
    static final ColumnType TEXT = ColumnType.of("text", Kind.TEXT);
    static final ColumnType UUID = ColumnType.of("uuid", Kind.UUID);
    static final ColumnType BYTEA = ColumnType.of("bytea", Kind.BINARY);
    static final ColumnType JSONB = ColumnType.of("jsonb", Kind.JSON);

    static final Database DATABASE = new Database("shop", 16384, "7300", 180006, false, "tidemark");

    private HandMade() {}

    static Catalog catalog(Draft... tables) {
        return Catalog.of(
                DATABASE,
                List.of("public"),
                Arrays.stream(tables).map(Draft::table).toList());
    }

    /** A table in schema {@code public}, or {@code schema.name}. */
    static Draft table(String name) {
        return new Draft(name(name));
    }

    private static TableName name(String name) {
        int dot = name.indexOf('.');
        return dot < 0 ? new TableName("public", name) : new TableName(name.substring(0, dot), name.substring(dot + 1));
    }

    /** The music shop, as the Chinook sample names it. */
    static Catalog chinook() {
        return catalog(
                table("Artist").key("ArtistId", INTEGER).column("Name", TEXT),
                table("Album")
                        .key("AlbumId", INTEGER)
                        .column("Title", TEXT)
                        .column("ArtistId", INTEGER)
                        .refers("ArtistId", "Artist", "ArtistId"),
                table("Genre").key("GenreId", INTEGER).column("Name", TEXT),
                table("MediaType").key("MediaTypeId", INTEGER).column("Name", TEXT),
                table("Track")
                        .key("TrackId", INTEGER)
                        .column("Name", TEXT)
                        .column("AlbumId", INTEGER)
                        .column("MediaTypeId", INTEGER)
                        .column("GenreId", INTEGER)
                        .refers("AlbumId", "Album", "AlbumId")
                        .refers("MediaTypeId", "MediaType", "MediaTypeId")
                        .refers("GenreId", "Genre", "GenreId"),
                table("Playlist").key("PlaylistId", INTEGER).column("Name", TEXT),
                table("PlaylistTrack")
                        .column("PlaylistId", INTEGER)
                        .column("TrackId", INTEGER)
                        .primary("PlaylistId", "TrackId")
                        .refers("PlaylistId", "Playlist", "PlaylistId")
                        .refers("TrackId", "Track", "TrackId"),
                table("Employee")
                        .key("EmployeeId", INTEGER)
                        .column("LastName", TEXT)
                        .column("ReportsTo", INTEGER)
                        .refers("ReportsTo", "Employee", "EmployeeId"),
                table("Customer")
                        .key("CustomerId", INTEGER)
                        .column("FirstName", TEXT)
                        .column("SupportRepId", INTEGER)
                        .refers("SupportRepId", "Employee", "EmployeeId"));
    }

    /** A table in the making. */
    static final class Draft {
        private final TableName name;
        private final List<Column> columns = new ArrayList<>();
        private final List<UniqueKey> keys = new ArrayList<>();
        private final List<ForeignKey> foreignKeys = new ArrayList<>();
        private final List<TableName> children = new ArrayList<>();
        private Table.Kind kind = Table.Kind.TABLE;
        private Table.Persistence persistence = Table.Persistence.PERMANENT;
        private Table.Access access = Table.Access.FULL;

        Draft(TableName name) {
            this.name = name;
        }

        Draft key(String column, ColumnType type) {
            return notNull(column, type).primary(column);
        }

        Draft primary(String... key) {
            for (String each : key) {
                columns.replaceAll(
                        c -> c.name().equals(each) ? new Column(each, c.type(), true, c.readable(), c.exact()) : c);
            }
            keys.add(new UniqueKey(name.name() + "_pkey", true, List.of(key)));
            return this;
        }

        Draft unique(String... key) {
            keys.add(new UniqueKey(name.name() + "_" + String.join("_", key) + "_key", false, List.of(key)));
            return this;
        }

        Draft column(String column, ColumnType type) {
            columns.add(new Column(column, type, false, true, true));
            return this;
        }

        Draft notNull(String column, ColumnType type) {
            columns.add(new Column(column, type, true, true, true));
            return this;
        }

        Draft column(Column column) {
            columns.add(column);
            return this;
        }

        Draft refers(String column, String table, String target) {
            return refers(name.name() + "_" + column + "_fkey", Map.of(column, target), table);
        }

        Draft refers(String constraint, Map<String, String> on, String table) {
            List<String> own = on.keySet().stream().sorted().toList();
            foreignKeys.add(new ForeignKey(
                    constraint,
                    name,
                    own,
                    HandMade.name(table),
                    own.stream().map(on::get).toList()));
            return this;
        }

        Draft kind(Table.Kind to) {
            kind = to;
            return this;
        }

        Draft child(String child) {
            children.add(HandMade.name(child));
            return this;
        }

        Draft persistence(Table.Persistence to) {
            persistence = to;
            return this;
        }

        Draft access(boolean usage, boolean rowSecurity) {
            access = new Table.Access(usage, rowSecurity);
            return this;
        }

        Table table() {
            return new Table(name, kind, persistence, columns, keys, foreignKeys, null, children, access);
        }
    }
}
