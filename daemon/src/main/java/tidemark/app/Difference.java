package tidemark.app;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import tidemark.config.Configuration;

/**
 * How a configuration that was read again differs from the one in use.
 *
 * @param changed sections that are different and can be changed while the daemon runs
 * @param restart sections that are different and keep their old values until the daemon is started again
 * @param effective what is to be used from now on
 */
record Difference(List<String> changed, List<String> restart, Configuration effective) {

    /** Whose lead, whose address and whose collector this process has: it cannot have others. */
    private static final Set<String> FIXED = Set.of("name", "http", "traces");

    /** For verbs, which read it themselves. */
    private static final Set<String> FOR_OTHERS = Set.of("client");

    private static final Map<String, String> SPELLED = Map.of("staging", "followups", "followUps", "followups");

    static Difference between(Configuration now, Configuration read) {
        List<String> changed = new ArrayList<>();
        List<String> restart = new ArrayList<>();
        for (RecordComponent component : Configuration.class.getRecordComponents()) {
            String section = SPELLED.getOrDefault(component.getName(), component.getName());
            if (FOR_OTHERS.contains(section)) {
                continue;
            }
            List<String> into = FIXED.contains(section) ? restart : changed;
            if (!Objects.equals(value(component, now), value(component, read)) && !into.contains(section)) {
                into.add(section);
            }
        }
        return new Difference(
                List.copyOf(changed), List.copyOf(restart), read.keeping(now.name(), now.http(), now.traces()));
    }

    private static Object value(RecordComponent component, Configuration of) {
        try {
            return component.getAccessor().invoke(of);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("a public record tells its components", e);
        }
    }
}
