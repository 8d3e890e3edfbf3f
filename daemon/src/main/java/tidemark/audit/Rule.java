package tidemark.audit;

import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;
import dev.cel.runtime.CelEvaluationException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tidemark.plan.Problem;
import tidemark.plan.RuleSpec;

/** A rule that can be asked. Immutable; any thread. */
final class Rule {

    /** Category of what a rule says that could not be asked. */
    static final String FAILED = "audit rule failed";

    private final RuleSpec spec;
    private final Level level;
    private final Expression when;
    private final Expression detail;

    private Rule(RuleSpec spec, Level level, Expression when, Expression detail) {
        this.spec = spec;
        this.level = level;
        this.when = when;
        this.detail = detail;
    }

    /** Compiles a rule; null if there are problems. */
    static @Nullable Rule of(RuleSpec spec, Collection<Problem> problems) {
        Expression when = program(spec.when(), List.of(SimpleType.BOOL), "true or false", problems);
        Expression detail = program(
                spec.detail(),
                List.of(SimpleType.STRING, ListType.create(SimpleType.STRING)),
                "a text or a list of texts",
                problems);
        return when == null || detail == null ? null : new Rule(spec, Level.valueOf(spec.level()), when, detail);
    }

    private static @Nullable Expression program(
            RuleSpec.Expression written, List<CelType> types, String wanted, Collection<Problem> problems) {
        try {
            Expression expression = Expression.of(written.text());
            CelType result = expression.tree().getResultType();
            boolean fits =
                    result.equals(SimpleType.DYN) || types.stream().anyMatch(type -> type.isAssignableFrom(result));
            if (fits) {
                return expression;
            }
            problems.add(new Problem(
                    written.place(),
                    "expected an expression that gives " + wanted + ", this one gives " + result.name(),
                    ""));
        } catch (Expression.Faulty e) {
            e.faults().forEach(fault -> problems.add(new Problem(written.place(), fault, "")));
        }
        return null;
    }

    RuleSpec spec() {
        return spec;
    }

    /** What it says of a document: nothing if all is well. */
    List<Finding> findings(Map<String, Object> document) {
        String asked = "when";
        try {
            Object fault = when.eval(document);
            if (!(fault instanceof Boolean found)) {
                return List.of(failed("when gives no truth value but " + kind(fault)));
            }
            asked = "detail";
            return found ? details(detail.eval(document)) : List.of();
        } catch (CelEvaluationException e) {
            return List.of(failed(asked + ": " + e.getMessage()));
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
        return new Finding(Level.INTERNAL_ACTION, FAILED, message, spec.name());
    }

    /** What a rule says of a document. */
    record Finding(Level level, String category, String detail, String name) {}
}
