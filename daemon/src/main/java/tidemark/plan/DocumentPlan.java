package tidemark.plan;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import tidemark.change.TableName;

/**
 * How the documents of one type are made: a tree of tables.
 *
 * @param type name of the document type
 * @param root the root table; its key is the document's
 */
public record DocumentPlan(String type, PlanNode root) {

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
        try {
            byte[] text = toString().getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
