package tidemark.plan;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An audit rule as a person wrote it.
 *
 * @param name of the rule, unique in its type
 * @param level {@code INTERNAL_ACTION}, {@code WARNING}, {@code NOT_COMPLIANT} or {@code ERROR}
 * @param category what kind of fault it finds
 * @param when an expression over {@code document}: whether there is a fault
 * @param detail an expression over {@code document}: what is wrong, a text or a list of texts
 * @param examples documents, and what the rule says of them
 * @param place where the rule was written
 */
public record RuleSpec(
        String name,
        String level,
        String category,
        Expression when,
        Expression detail,
        List<Example> examples,
        Place place) {

    /** Copies. */
    public RuleSpec {
        examples = List.copyOf(examples);
    }

    /** An expression, and where it was written. */
    public record Expression(String text, Place place) {}

    /**
     * A test of the rule.
     *
     * @param document any part of a document that the rule looks at
     * @param finds how many faults it finds there
     */
    public record Example(Map<String, @Nullable Object> document, int finds, Place place) {}
}
