package tidemark.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.commons.codec.digest.DigestUtils;
import org.jspecify.annotations.Nullable;
import tidemark.change.TableName;

/**
 * How the documents of one type are made: a tree of tables.
 *
 * @param type name of the document type
 * @param root the root table; its key is the document's
 * @param objects the objects of an object store whose documents these are, or null where each table holds objects of its own
 */
public record DocumentPlan(
        String type, PlanNode root, @Nullable ObjectType objects) {

    /** A plan over tables that hold objects of their own. */
    public DocumentPlan(String type, PlanNode root) {
        this(type, root, null);
    }

    /**
     * Whether a root row of this kind can have a document of this type.
     *
     * @param kind what the row is, where its table holds several kinds; null if that is not known
     */
    public boolean roots(@Nullable String kind) {
        return kind == null || objects == null || objects.itemType().equals(kind);
    }

    /** Every node, embedding before embedded. */
    public List<PlanNode> nodes() {
        List<PlanNode> nodes = new ArrayList<>();
        collect(root, nodes);
        return nodes;
    }

    private static void collect(PlanNode node, List<PlanNode> into) {
        into.add(node);
        node.embeds().forEach(embed -> collect(embed.node(), into));
    }

    /** Every table that a document of this type shows or joins. */
    public Set<TableName> tables() {
        Set<TableName> tables = new TreeSet<>();
        nodes().forEach(node -> tables.add(node.table()));
        return tables;
    }

    /** Hex SHA-256 over all that decides how a document looks; equal plans have equal hashes, in every process. */
    public String hash() {
        return DigestUtils.sha256Hex(words());
    }

    /** As programs spelled it that knew of no object stores: what they made is not made anew. */
    private String words() {
        return objects == null ? "DocumentPlan[type=" + type + ", root=" + root + "]" : toString();
    }
}
