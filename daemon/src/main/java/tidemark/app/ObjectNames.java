package tidemark.app;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import tidemark.lifecycle.PostgresFailure;
import tidemark.plan.EmbedSpec;
import tidemark.plan.ObjectStore;
import tidemark.plan.Place;
import tidemark.plan.TypeSpec;

/** Names that a configuration uses and that no object has yet: mistyped, or of objects to come. Reads two tables whole. */
final class ObjectNames {

    private final Set<String> itemTypes;
    private final Set<String> links;

    ObjectNames(ObjectStore store, Connection connection) {
        itemTypes = distinct(connection, "item_type", store.resources().sql());
        links = distinct(connection, "rel", store.links().sql());
    }

    private static Set<String> distinct(Connection connection, String column, String table) {
        Set<String> names = new TreeSet<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT DISTINCT " + column + " FROM " + table)) {
            while (row.next()) {
                names.add(row.getString(1));
            }
        } catch (SQLException e) {
            throw PostgresFailure.of("reading the names of objects", e.getSQLState(), e);
        }
        return names;
    }

    /** Each name that is not there, with where it was written and what there is. */
    List<String> unknown(Collection<TypeSpec> types) {
        List<String> found = new ArrayList<>();
        if (itemTypes.isEmpty()) {
            return found;
        }
        for (TypeSpec type : types) {
            itemType(type.table(), type.place(), found);
            embeds(type.embeds(), found);
        }
        return found;
    }

    private void embeds(List<EmbedSpec> embeds, List<String> found) {
        for (EmbedSpec embed : embeds) {
            EmbedSpec.Reverse reverse = embed.reverse();
            if (reverse != null) {
                if (!reverse.itemType().equals(EmbedSpec.ANY)) {
                    itemType(reverse.itemType(), embed.place(), found);
                }
                link(reverse.rel(), embed.place(), found);
            }
            embeds(embed.embeds(), found);
        }
        Set<String> back = new TreeSet<>();
        embeds.stream()
                .filter(embed -> embed.reverse() != null)
                .forEach(embed -> back.add(embed.path().get(0)));
        for (EmbedSpec embed : embeds) {
            if (embed.reverse() == null) {
                embed.path().stream()
                        .filter(word -> !back.contains(word))
                        .forEach(word -> link(word, embed.place(), found));
            }
        }
    }

    private void itemType(String name, Place place, List<String> found) {
        if (!itemTypes.contains(name)) {
            found.add(place + ": no object is of item type '" + name + "'; there are: " + itemTypes);
        }
    }

    private void link(String name, Place place, List<String> found) {
        if (!links.contains(name)) {
            found.add(place + ": no link is named '" + name + "'; there are: " + links
                    + (links.stream().anyMatch(known -> known.startsWith(name + "."))
                            ? "; a name with dots stands in quotes"
                            : ""));
        }
    }
}
