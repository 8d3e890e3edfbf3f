package tidemark.sandbox.chinook;

/**
 * The document types of {@code config/examples/chinook.yaml}, each with hand-written SQL that says what its documents
 * must be: key as text, document as JSON.
 */
public enum ChinookType {
    /** A track with its album, the album's artist, its genre, its media type, and the playlists that have it. */
    TRACK("""
            SELECT t."TrackId"::text, json_build_object(
                'TrackId', t."TrackId", 'Name', t."Name", 'AlbumId', t."AlbumId", 'MediaTypeId', t."MediaTypeId",
                'GenreId', t."GenreId", 'Composer', t."Composer", 'Milliseconds', t."Milliseconds",
                'Bytes', t."Bytes", 'UnitPrice', t."UnitPrice",
                'Album', (SELECT json_build_object(
                        'AlbumId', a."AlbumId", 'Title', a."Title", 'ArtistId', a."ArtistId",
                        'Artist', (SELECT json_build_object('ArtistId', r."ArtistId", 'Name', r."Name")
                                   FROM "Artist" r WHERE r."ArtistId" = a."ArtistId"))
                    FROM "Album" a WHERE a."AlbumId" = t."AlbumId"),
                'Genre', (SELECT json_build_object('GenreId', g."GenreId", 'Name', g."Name")
                    FROM "Genre" g WHERE g."GenreId" = t."GenreId"),
                'MediaType', (SELECT json_build_object('MediaTypeId', m."MediaTypeId", 'Name', m."Name")
                    FROM "MediaType" m WHERE m."MediaTypeId" = t."MediaTypeId"),
                'Playlists', COALESCE((SELECT json_agg(
                        json_build_object('PlaylistId', p."PlaylistId", 'Name', p."Name") ORDER BY p."PlaylistId")
                    FROM "PlaylistTrack" pt JOIN "Playlist" p ON p."PlaylistId" = pt."PlaylistId"
                    WHERE pt."TrackId" = t."TrackId"), '[]'::json))
            FROM "Track" t
            """),
    /** An invoice with its customer and its lines, each line with its track. */
    INVOICE("""
            SELECT i."InvoiceId"::text, json_build_object(
                'InvoiceId', i."InvoiceId", 'CustomerId', i."CustomerId", 'InvoiceDate', i."InvoiceDate",
                'BillingAddress', i."BillingAddress", 'BillingCity', i."BillingCity",
                'BillingState', i."BillingState", 'BillingCountry', i."BillingCountry",
                'BillingPostalCode', i."BillingPostalCode", 'Total', i."Total",
                'Customer', (SELECT json_build_object(
                        'CustomerId', c."CustomerId", 'FirstName', c."FirstName", 'LastName', c."LastName",
                        'Company', c."Company", 'Address', c."Address", 'City', c."City", 'State', c."State",
                        'Country', c."Country", 'PostalCode', c."PostalCode", 'Phone', c."Phone", 'Fax', c."Fax",
                        'Email', c."Email", 'SupportRepId', c."SupportRepId")
                    FROM "Customer" c WHERE c."CustomerId" = i."CustomerId"),
                'Lines', COALESCE((SELECT json_agg(json_build_object(
                        'InvoiceLineId', l."InvoiceLineId", 'InvoiceId', l."InvoiceId", 'TrackId', l."TrackId",
                        'UnitPrice', l."UnitPrice", 'Quantity', l."Quantity",
                        'Track', (SELECT json_build_object(
                                'TrackId', t."TrackId", 'Name', t."Name", 'AlbumId', t."AlbumId",
                                'MediaTypeId', t."MediaTypeId", 'GenreId', t."GenreId", 'Composer', t."Composer",
                                'Milliseconds', t."Milliseconds", 'Bytes', t."Bytes", 'UnitPrice', t."UnitPrice")
                            FROM "Track" t WHERE t."TrackId" = l."TrackId")) ORDER BY l."InvoiceLineId")
                    FROM "InvoiceLine" l WHERE l."InvoiceId" = i."InvoiceId"), '[]'::json))
            FROM "Invoice" i
            """),
    /** An artist with the albums, by title. */
    ARTIST("""
            SELECT r."ArtistId"::text, json_build_object(
                'ArtistId', r."ArtistId", 'Name', r."Name",
                'Albums', COALESCE((SELECT json_agg(json_build_object(
                        'AlbumId', a."AlbumId", 'Title', a."Title", 'ArtistId', a."ArtistId")
                        ORDER BY a."Title", a."AlbumId")
                    FROM "Album" a WHERE a."ArtistId" = r."ArtistId"), '[]'::json))
            FROM "Artist" r
            """),
    /** A customer with some columns of the employee who looks after them. */
    CUSTOMER("""
            SELECT c."CustomerId"::text, json_build_object(
                'CustomerId', c."CustomerId", 'FirstName', c."FirstName", 'LastName', c."LastName",
                'Company', c."Company", 'Address', c."Address", 'City', c."City", 'State', c."State",
                'Country', c."Country", 'PostalCode', c."PostalCode", 'Phone', c."Phone", 'Fax', c."Fax",
                'Email', c."Email", 'SupportRepId', c."SupportRepId",
                'SupportRep', (SELECT json_build_object(
                        'EmployeeId', e."EmployeeId", 'FirstName', e."FirstName", 'LastName', e."LastName",
                        'Title', e."Title", 'Email', e."Email")
                    FROM "Employee" e WHERE e."EmployeeId" = c."SupportRepId"))
            FROM "Customer" c
            """);

    private final String sql;

    ChinookType(String sql) {
        this.sql = sql;
    }

    /** Name of the type; the alias is the index prefix and this. */
    public String typeName() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    String sql() {
        return sql;
    }
}
