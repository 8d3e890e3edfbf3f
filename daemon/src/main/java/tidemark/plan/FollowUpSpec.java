package tidemark.plan;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A secondary indexer as a person wrote it.
 *
 * @param title its name
 * @param kind what makes it
 * @param settings what stands beside the kind
 * @param place where it was written
 */
public record FollowUpSpec(String title, String kind, Map<String, Object> settings, Place place) {

    /** Copies, in the order written. */
    public FollowUpSpec {
        settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    }

    /** Without the settings: among them may be secrets. */
    @Override
    public String toString() {
        return kind + " " + title;
    }
}
