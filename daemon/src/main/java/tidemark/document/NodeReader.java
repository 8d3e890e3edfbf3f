package tidemark.document;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tidemark.plan.Embed;
import tidemark.plan.PlanColumn;
import tidemark.plan.PlanNode;
import tidemark.plan.SortKey;
import tidemark.plan.Tuples;

/** A plan node that is shown, and all that it embeds: reads a batch top down, one query each, and writes objects bottom up. */
final class NodeReader {

    private final NodeQuery query;
    private final List<EmbedReader> embeds;

    NodeReader(List<PlanNode> chain, List<PlanColumn> wanted, Tuples tuples, List<SortKey> order) {
        query = new NodeQuery(chain, wanted, tuples, order);
        embeds = chain.get(chain.size() - 1).embeds().stream()
                .map(EmbedReader::new)
                .toList();
    }

    /** The reader of a root, by its key. */
    static NodeReader ofRoot(PlanNode root) {
        return new NodeReader(List.of(root), root.key(), Tuples.of(root.key()), List.of());
    }

    static byte[] label(String field) {
        JsonBytes label = new JsonBytes(Integer.MAX_VALUE);
        label.text(field);
        label.add(':');
        return label.toBytes();
    }

    /** The rows of all wanted tuples, with what they embed. */
    Loaded read(Batch batch, List<? extends List<String>> wanted) throws SQLException {
        NodeRows rows = query.read(batch, wanted);
        List<List<Fragment>> embedded = new ArrayList<>(embeds.size());
        for (int i = 0; i < embeds.size(); i++) {
            embedded.add(embeds.get(i).read(batch, rows.join(i).distinct()));
        }
        return new Loaded(rows, embedded);
    }

    /** Rows, and for each embed the values that its distinct join values found. */
    final class Loaded {
        private final NodeRows rows;
        private final List<List<Fragment>> embedded;

        private Loaded(NodeRows rows, List<List<Fragment>> embedded) {
            this.rows = rows;
            this.embedded = embedded;
        }

        NodeRows rows() {
            return rows;
        }

        /** Writes a row as an object but for its closing brace; whether it has any field is the answer. */
        boolean open(int row, JsonBytes out, Set<String> lossy) {
            out.add('{');
            int start = out.length();
            out.raw(rows.own(), rows.from(row), rows.to(row));
            lossy.addAll(rows.lossy(row));
            for (int i = 0; i < embedded.size(); i++) {
                if (out.length() > start) {
                    out.add(',');
                }
                int place = rows.join(i).placeOf(row);
                EmbedReader embed = embeds.get(i);
                embed.write(place < 0 ? embed.nothing() : embedded.get(i).get(place), out, lossy);
            }
            return out.length() > start;
        }

        void write(int row, JsonBytes out, Set<String> lossy) {
            open(row, out, lossy);
            out.add('}');
        }
    }

    /** An embed: behind it, perhaps behind transparent nodes, a node that is shown. */
    static final class EmbedReader {
        private final Embed embed;
        private final byte[] label;
        private final NodeReader reader;

        EmbedReader(Embed embed) {
            this.embed = embed;
            label = label(embed.field());
            List<PlanNode> chain = new ArrayList<>(List.of(embed.node()));
            Embed last = embed;
            while (last.node().transparent()) {
                last = last.node().embeds().get(0);
                chain.add(last.node());
            }
            List<PlanColumn> parents =
                    embed.on().stream().map(pair -> pair.parent()).toList();
            List<PlanColumn> children =
                    embed.on().stream().map(pair -> pair.child()).toList();
            reader = new NodeReader(chain, children, Tuples.of(parents), embed.list() ? order(last) : List.of());
        }

        private static List<SortKey> order(Embed last) {
            return last.order().isEmpty()
                    ? last.node().key().stream()
                            .map(column -> new SortKey(column, false))
                            .toList()
                    : last.order();
        }

        Fragment nothing() {
            return embed.list() ? Fragment.EMPTY_LIST : Fragment.NULL;
        }

        void write(Fragment value, JsonBytes out, Set<String> lossy) {
            out.raw(label);
            out.raw(value.bytes());
            for (String path : value.lossy()) {
                lossy.add(embed.field() + "." + path);
            }
        }

        /** The value of each wanted tuple: an object or null, or a list. */
        List<Fragment> read(Batch batch, List<List<String>> wanted) throws SQLException {
            return embed.list() ? fragments(batch, wanted) : cached(batch, wanted);
        }

        private List<Fragment> cached(Batch batch, List<List<String>> wanted) throws SQLException {
            List<Fragment> all = new ArrayList<>(wanted.size());
            List<List<String>> missing = new ArrayList<>();
            List<Integer> holes = new ArrayList<>();
            for (List<String> values : wanted) {
                Fragment found = batch.cache().find(embed.node(), values);
                if (found == null) {
                    missing.add(values);
                    holes.add(all.size());
                }
                all.add(found == null ? Fragment.NULL : found);
            }
            List<Fragment> read = fragments(batch, missing);
            for (int i = 0; i < read.size(); i++) {
                batch.cache().keep(embed.node(), missing.get(i), read.get(i));
                all.set(holes.get(i), read.get(i));
            }
            return all;
        }

        private List<Fragment> fragments(Batch batch, List<List<String>> wanted) throws SQLException {
            if (wanted.isEmpty()) {
                return List.of();
            }
            Loaded loaded = reader.read(batch, wanted);
            return new Fragments(loaded, batch.nodeBytes()).of(wanted.size(), embed.list());
        }
    }
}
