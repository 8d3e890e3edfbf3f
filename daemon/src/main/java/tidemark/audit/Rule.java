package tidemark.audit;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.extensions.CelExtensions;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tidemark.plan.Problem;
import tidemark.plan.RuleSpec;

/** A rule that can be asked. Immutable; any thread. */
final class Rule {

    /** Name of the document in expressions. */
    private static final String DOCUMENT = "document";

    /** Steps over lists and maps in one evaluation; a rule that needs more fails on that document. */
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

    private final RuleSpec spec;
    private final Level level;
    private final CelRuntime.Program when;
    private final CelRuntime.Program detail;

    private Rule(RuleSpec spec, Level level, CelRuntime.Program when, CelRuntime.Program detail) {
        this.spec = spec;
        this.level = level;
        this.when = when;
        this.detail = detail;
    }

    /** Compiles a rule; null if there are problems. */
    static @Nullable Rule of(RuleSpec spec, Collection<Problem> problems) {
        CelRuntime.Program when = program(spec.when(), List.of(SimpleType.BOOL), "true or false", problems);
        CelRuntime.Program detail = program(
                spec.detail(),
                List.of(SimpleType.STRING, ListType.create(SimpleType.STRING)),
                "a text or a list of texts",
                problems);
        return when == null || detail == null ? null : new Rule(spec, Level.valueOf(spec.level()), when, detail);
    }

    private static CelRuntime.@Nullable Program program(
            RuleSpec.Expression expression, List<CelType> types, String wanted, Collection<Problem> problems) {
        try {
            CelAbstractSyntaxTree tree = COMPILER.compile(expression.text()).getAst();
            CelType result = tree.getResultType();
            boolean fits =
                    result.equals(SimpleType.DYN) || types.stream().anyMatch(type -> type.isAssignableFrom(result));
            if (!fits) {
                problems.add(new Problem(
                        expression.place(),
                        "expected an expression that gives " + wanted + ", this one gives " + result.name(),
                        ""));
                return null;
            }
            return RUNTIME.createProgram(tree);
        } catch (CelValidationException e) {
            for (CelIssue issue : e.getErrors()) {
                problems.add(new Problem(
                        expression.place(),
                        "line " + issue.getSourceLocation().getLine() + ", column "
                                + (issue.getSourceLocation().getColumn() + 1) + " of the expression: "
                                + issue.getMessage(),
                        ""));
            }
            return null;
        } catch (CelEvaluationException e) {
            problems.add(new Problem(expression.place(), "the expression cannot be used: " + e.getMessage(), ""));
            return null;
        }
    }

    RuleSpec spec() {
        return spec;
    }

    /** What it says of a document: nothing if all is well. */
    List<Finding> findings(Map<String, Object> document) {
        try {
            Object fault = when.eval(Map.of(DOCUMENT, document));
            if (!(fault instanceof Boolean found)) {
                return List.of(failed("when gives no truth value but " + kind(fault)));
            }
            return found ? details(detail.eval(Map.of(DOCUMENT, document))) : List.of();
        } catch (CelEvaluationException e) {
            return List.of(failed(String.valueOf(e.getMessage())));
        }
    }

    private List<Finding> details(Object said) {
        if (said instanceof String text) {
            return List.of(new Finding(level, spec.category(), text, spec.name()));
        }
        if (!(said instanceof List<?> list)) {
            return List.of(failed("detail gives no text but " + kind(said)));
        }
        List<Finding> findings = new ArrayList<>();
        for (Object one : list) {
            findings.add(
                    one instanceof String text
                            ? new Finding(level, spec.category(), text, spec.name())
                            : failed("detail gives a list with " + kind(one)));
        }
        return findings;
    }

    private static String kind(Object value) {
        return value.getClass().getSimpleName();
    }

    private Finding failed(String message) {
        return new Finding(Level.INTERNAL_ACTION, "audit rule failed", message, spec.name());
    }

    /** What a rule says of a document. */
    record Finding(Level level, String category, String detail, String name) {}
}
