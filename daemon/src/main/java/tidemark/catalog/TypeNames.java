package tidemark.catalog;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import tidemark.change.TableName;

/** Names of document types, made of names of tables; each given once. */
final class TypeNames {

    private static final int LONGEST = 90;

    private final Set<String> taken;

    /** With names that are not to be given. */
    TypeNames(Set<String> taken) {
        this.taken = new HashSet<>(taken);
    }

    /** A name of the form that types and aliases have: lower case letters, digits and underscores. */
    String of(TableName table) {
        String bare = folded(table.name());
        String name = bare;
        if (taken.contains(name)) {
            name = folded(table.schema() + "_" + table.name());
        }
        for (int number = 2; !taken.add(name); number++) {
            name = bare + "_" + number;
        }
        return name;
    }

    private static String folded(String name) {
        String folded = name.replaceAll("(?<=[\\p{Ll}0-9])(?=\\p{Lu})", "_")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9]+", "_")
                .replaceAll("^_+|_+$", "");
        return folded.isEmpty() ? "type" : folded.substring(0, Math.min(LONGEST, folded.length()));
    }
}
