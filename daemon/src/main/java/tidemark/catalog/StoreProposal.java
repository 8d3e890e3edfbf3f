package tidemark.catalog;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import tidemark.change.TableName;
import tidemark.plan.ObjectStore;

/** Document types to begin with over an object store: one for each item type, with what its objects link to. */
public final class StoreProposal {

    /** Types, and lines of one sort below a type, at most. */
    private static final int MOST = 100;

    private final ObjectStore store;
    private final TreeMap<String, Long> itemTypes;
    private final List<Link> links;
    private final int looked;

    /** So many links of one name lead from objects of one item type to those of another. */
    record Link(String source, String rel, String target, long count) {}

    StoreProposal(ObjectStore store, Map<String, Long> itemTypes, List<Link> links, int looked) {
        this.store = store;
        this.itemTypes = new TreeMap<>(itemTypes);
        this.links = List.copyOf(links);
        this.looked = looked;
    }

    /** How many item types there are. */
    public int types() {
        return (int) written().count();
    }

    private Stream<String> written() {
        return itemTypes.keySet().stream().filter(YamlText::writable).limit(MOST);
    }

    /** The end of a configuration: {@code source:}, {@code types:} and comments. */
    public List<String> yaml() {
        List<String> lines = new ArrayList<>(List.of(
                "source:",
                "  layout: objects   # the tables resources, propsheets, current_propsheets, links, keys, transactions",
                "  schema: " + YamlText.scalar(store.schema()),
                "",
                "types:"));
        TypeNames names = new TypeNames(Set.of());
        written().forEach(itemType -> type(itemType, names.of(new TableName("", itemType)), lines));
        if (itemTypes.values().stream().mapToLong(count -> count).sum() >= looked) {
            lines.add("");
            lines.add("# Only " + Sizes.count(looked) + " objects were looked at; there may be more item types.");
        }
        List<String> others = itemTypes.keySet().stream()
                .filter(name -> written().noneMatch(name::equals))
                .toList();
        if (!others.isEmpty()) {
            lines.add("");
            lines.add("# Item types that are not written, for there are very many, or their names cannot stand here:");
            others.stream().limit(MOST).forEach(name -> lines.add("#   " + YamlText.comment(name)));
        }
        return lines;
    }

    private void type(String itemType, String name, List<String> lines) {
        lines.add("");
        lines.add("  " + YamlText.scalar(name) + ":   # " + Sizes.count(itemTypes.getOrDefault(itemType, 0L))
                + " objects");
        if (!name.equals(itemType)) {
            lines.add("    item_type: " + YamlText.scalar(itemType));
        }
        List<String> forward = forward(itemType);
        List<String> backward = backward(itemType);
        if (!forward.isEmpty()) {
            lines.add("    embed:");
            forward.forEach(embed -> lines.add("      - " + embed));
        } else if (!backward.isEmpty()) {
            lines.add("    # embed:");
        }
        String mark = forward.isEmpty() ? "    #   - " : "      # - ";
        backward.forEach(embed -> lines.add(mark + embed));
    }

    private List<String> forward(String itemType) {
        Set<String> rels = new TreeSet<>();
        links.stream()
                .filter(link -> link.source().equals(itemType))
                .map(Link::rel)
                .forEach(rels::add);
        return rels.stream()
                .filter(YamlText::writable)
                .limit(MOST)
                .map(rel -> YamlText.scalar(rel.contains(".") ? '"' + rel + '"' : rel) + "   # "
                        + YamlText.comment(targets(itemType, rel)))
                .toList();
    }

    private String targets(String itemType, String rel) {
        Set<String> targets = new TreeSet<>();
        links.stream()
                .filter(link -> link.source().equals(itemType) && link.rel().equals(rel))
                .map(Link::target)
                .forEach(targets::add);
        return String.join(", ", targets);
    }

    private List<String> backward(String itemType) {
        Set<String> taken = new HashSet<>();
        links.stream()
                .filter(link -> link.source().equals(itemType))
                .map(Link::rel)
                .forEach(taken::add);
        List<String> lines = new ArrayList<>();
        for (Link link : links) {
            boolean here = link.target().equals(itemType) && lines.size() < MOST;
            if (here && YamlText.writable(link.source()) && YamlText.writable(link.rel())) {
                String plain = link.source().replace('.', '_');
                String name =
                        taken.contains(plain) ? plain + "_by_" + link.rel().replace('.', '_') : plain;
                if (taken.add(name)) {
                    lines.add(YamlText.scalar(name) + ": {rev: [" + YamlText.scalar(link.source()) + ", "
                            + YamlText.scalar(link.rel()) + "]}   # lists, " + Sizes.count(link.count())
                            + " links in all");
                }
            }
        }
        return lines;
    }
}
