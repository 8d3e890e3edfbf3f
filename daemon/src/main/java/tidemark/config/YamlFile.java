package tidemark.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** The text of a YAML 1.2 file as a tree, its duplicate keys and strange keys reported. */
final class YamlFile {

    private final Problems problems;

    YamlFile(Problems problems) {
        this.problems = problems;
    }

    /** The mapping at the top, empty if the file is; null, and a problem, if the text is not to be understood. */
    Yaml.@Nullable Mapping read(String text) {
        Yaml tree = tree(text);
        if (tree == null || tree instanceof Yaml.Mapping) {
            return (Yaml.Mapping) tree;
        }
        if (tree.absent()) {
            return new Yaml.Mapping(Map.of(), 1);
        }
        problems.at(tree.line(), "", "expected keys with values, got " + tree.words(), "");
        return null;
    }

    /** Whatever is at the top, nothing if the file is empty; null, and a problem, if the text is not to be understood. */
    @Nullable
    Yaml tree(String text) {
        try {
            Optional<Node> top = new Compose(LoadSettings.builder()
                            .setUseMarks(true)
                            .setAllowNonScalarKeys(true)
                            .build())
                    .composeString(text);
            return top.isEmpty() ? new Yaml.Scalar("", false, 1) : tree(top.get(), "");
        } catch (MarkedYamlEngineException e) {
            problems.at(line(e.getProblemMark()), "", "this is not YAML: " + e.getProblem(), hint(e));
        } catch (YamlEngineException e) {
            problems.at(1, "", "this is not YAML: " + e.getMessage(), "");
        }
        return null;
    }

    private static String hint(MarkedYamlEngineException e) {
        return e.getContext() == null || e.getContext().isEmpty()
                ? ""
                : e.getContext() + " that begins on line " + line(e.getContextMark());
    }

    private Yaml tree(Node node, String path) {
        int line = line(node.getStartMark());
        if (node.isRecursive()) {
            problems.at(line, path, "an alias that contains itself", "");
            return new Yaml.Scalar("", true, line);
        }
        if (node instanceof MappingNode mapping) {
            return mapping(mapping, line, path);
        }
        if (node instanceof SequenceNode sequence) {
            List<Yaml> items = new ArrayList<>();
            sequence.getValue().forEach(item -> items.add(tree(item, path + "[" + items.size() + "]")));
            return new Yaml.Sequence(items, line);
        }
        ScalarNode scalar = (ScalarNode) node;
        return new Yaml.Scalar(scalar.getValue(), scalar.getScalarStyle() != ScalarStyle.PLAIN, line);
    }

    private Yaml mapping(MappingNode mapping, int line, String path) {
        Map<String, Yaml.Entry> entries = new LinkedHashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            int keyLine = line(tuple.getKeyNode().getStartMark());
            if (!(tuple.getKeyNode() instanceof ScalarNode scalar)) {
                problems.at(keyLine, path, "expected a key that is text", "quote it if it begins with [, { or ?");
                continue;
            }
            String key = scalar.getValue();
            String keyPath = Problems.below(path, key);
            Yaml.Entry entry = new Yaml.Entry(keyLine, tree(tuple.getValueNode(), keyPath));
            Yaml.Entry first = entries.putIfAbsent(key, entry);
            if (first != null) {
                problems.at(keyLine, keyPath, "the key is there twice, first on line " + first.line(), "leave one out");
            }
        }
        return new Yaml.Mapping(entries, line);
    }

    private static int line(Optional<Mark> mark) {
        return mark.map(m -> m.getLine() + 1).orElse(0);
    }
}
