package tidemark.plan;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An embed as a person wrote it.
 *
 * <p>Without a {@code name} each step of the path is an object in the document ({@code album.artist}: an album that holds
 * its artist), and the options below belong to the last step. With a name only the far end of the path is shown, under
 * that name ({@code playlists: playlist_track.playlist}).
 *
 * @param name field name of one's own, or null
 * @param path steps, each a table, a foreign-key column (with or without {@code _id}), or a constraint name; at least one
 * @param on column of the embedding table to column of the embedded table, for joins without a foreign key or to choose
 *     one; empty to use the catalog. Only with a path of one step
 * @param columns which columns of the last step are shown
 * @param where row filter over the last step's own columns, SQL
 * @param order columns of the last step that order a list; a leading {@code -} sorts descending; empty means by key
 * @param nested map a list as {@code nested} in Elasticsearch
 * @param embeds embedded in the last step
 * @param place where it was written
 * @param reverse the links that lead here, in an object store; null for the links that lead away
 */
public record EmbedSpec(
        @Nullable String name,
        List<String> path,
        Map<String, String> on,
        ColumnChoice columns,
        @Nullable String where,
        List<String> order,
        boolean nested,
        List<EmbedSpec> embeds,
        Place place,
        @Nullable Reverse reverse) {

    /** Any item type. */
    public static final String ANY = "*";

    /**
     * Links from other objects to this one.
     *
     * @param itemType of the objects that link, or {@link #ANY}
     * @param rel the name of their link
     */
    public record Reverse(String itemType, String rel) {}

    /** Copies, in the order written. */
    public EmbedSpec {
        path = List.copyOf(path);
        on = Collections.unmodifiableMap(new LinkedHashMap<>(on));
        order = List.copyOf(order);
        embeds = List.copyOf(embeds);
        if (path.isEmpty()) {
            throw new IllegalArgumentException("an embed needs a path at " + place);
        }
    }
}
