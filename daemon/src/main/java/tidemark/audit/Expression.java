package tidemark.audit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.primitives.UnsignedLong;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.values.NullValue;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.extensions.CelExtensions;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** An expression over a document, in CEL. Immutable; any thread. */
public final class Expression {

    /** Name of the document in expressions. */
    private static final String DOCUMENT = "document";

    /** Steps over lists and maps in one evaluation; an expression that needs more fails on that document. */
    private static final int MOST_STEPS = 1_000_000;

    private static final int MOST_CHARACTERS = 10_000;

    private static final CelOptions OPTIONS = CelOptions.current()
            .enableHeterogeneousNumericComparisons(true)
            .comprehensionMaxIterations(MOST_STEPS)
            .maxExpressionCodePointSize(MOST_CHARACTERS)
            .build();

    private static final CelCompiler COMPILER = CelCompilerFactory.standardCelCompilerBuilder()
            .setOptions(OPTIONS)
            .setStandardMacros(
                    CelStandardMacro.HAS,
                    CelStandardMacro.ALL,
                    CelStandardMacro.EXISTS,
                    CelStandardMacro.EXISTS_ONE,
                    CelStandardMacro.MAP,
                    CelStandardMacro.MAP_FILTER,
                    CelStandardMacro.FILTER)
            .addLibraries(CelExtensions.strings(), CelExtensions.sets(OPTIONS))
            .addVar(DOCUMENT, MapType.create(SimpleType.STRING, SimpleType.DYN))
            .build();

    private static final CelRuntime RUNTIME = CelRuntimeFactory.standardCelRuntimeBuilder()
            .setOptions(OPTIONS)
            .addLibraries(CelExtensions.strings(), CelExtensions.sets(OPTIONS))
            .build();

    private final CelAbstractSyntaxTree tree;
    private final CelRuntime.Program program;

    private Expression(CelAbstractSyntaxTree tree, CelRuntime.Program program) {
        this.tree = tree;
        this.program = program;
    }

    /** What does not compile: each fault with line and column. */
    public static final class Faulty extends Exception {
        private static final long serialVersionUID = 1L;
        private final List<String> faults;

        Faulty(List<String> faults) {
            super(String.join("; ", faults));
            this.faults = List.copyOf(faults);
        }

        /** Each fault. */
        public List<String> faults() {
            return faults;
        }
    }

    /** What failed on a document. */
    public static final class Failed extends Exception {
        private static final long serialVersionUID = 1L;

        Failed(Throwable cause) {
            super(String.valueOf(cause.getMessage()), cause);
        }
    }

    /** Compiles. */
    public static Expression of(String text) throws Faulty {
        try {
            CelAbstractSyntaxTree tree = COMPILER.compile(text).getAst();
            return new Expression(tree, RUNTIME.createProgram(tree));
        } catch (CelValidationException e) {
            List<String> faults = new ArrayList<>();
            for (CelIssue issue : e.getErrors()) {
                faults.add("line " + issue.getSourceLocation().getLine() + ", column "
                        + (issue.getSourceLocation().getColumn() + 1) + " of the expression: " + issue.getMessage());
            }
            throw new Faulty(faults);
        } catch (CelEvaluationException e) {
            throw new Faulty(List.of("the expression cannot be used: " + e.getMessage()));
        }
    }

    CelAbstractSyntaxTree tree() {
        return tree;
    }

    /** A document as expressions see it: integers of 64 bits as such, other numbers as doubles. */
    static Map<String, Object> plain(JsonNode document) {
        Map<String, Object> map = new HashMap<>();
        document.properties().forEach(field -> map.put(field.getKey(), value(field.getValue())));
        return map;
    }

    private static Object value(JsonNode node) {
        if (node.isObject()) {
            return plain(node);
        }
        if (node.isArray()) {
            List<Object> list = new ArrayList<>(node.size());
            node.forEach(item -> list.add(value(item)));
            return list;
        }
        if (node.isBoolean()) {
            return node.asBoolean();
        }
        if (node.isIntegralNumber() && node.canConvertToLong()) {
            return node.asLong();
        }
        if (node.isNumber()) {
            return node.asDouble();
        }
        return node.isNull() ? NullValue.NULL_VALUE : node.asText();
    }

    Object eval(Map<String, Object> document) throws CelEvaluationException {
        return program.eval(Map.of(DOCUMENT, document));
    }

    /** What it gives for a document, as JSON. */
    public JsonNode of(JsonNode document) throws Failed {
        try {
            return json(eval(plain(document)));
        } catch (CelEvaluationException e) {
            throw new Failed(e);
        }
    }

    private static JsonNode json(Object value) {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        if (value instanceof Map<?, ?> map) {
            ObjectNode object = nodes.objectNode();
            map.forEach((key, one) -> object.set(String.valueOf(key), json(one)));
            return object;
        }
        if (value instanceof List<?> list) {
            ArrayNode array = nodes.arrayNode();
            list.forEach(one -> array.add(json(one)));
            return array;
        }
        if (value instanceof Boolean flag) {
            return nodes.booleanNode(flag);
        }
        if (value instanceof Long number) {
            return nodes.numberNode(number);
        }
        if (value instanceof UnsignedLong number) {
            return nodes.numberNode(number.bigIntegerValue());
        }
        if (value instanceof Double number) {
            return nodes.numberNode(number);
        }
        return value instanceof NullValue ? nodes.nullNode() : nodes.textNode(String.valueOf(value));
    }
}
