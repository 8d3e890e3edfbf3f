package tidemark.sandbox.portal;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What there is in the portal. */
public enum ItemType {
    SOFTWARE(10),
    LAB(12, "pi:user", "awards[]:award"),
    USER(40, "lab:lab"),
    AWARD(15, "pi:user"),
    DONOR(40, "parents[]:donor"),
    BIOSAMPLE(200, "donor:donor", "lab:lab", "part_of:biosample"),
    LIBRARY(200, "biosample:biosample", "lab:lab"),
    DOCUMENT(60, "attachments[].uploaded_by:user"),
    EXPERIMENT(
            250,
            "lab:lab",
            "award:award",
            "submitted_by:user",
            "documents[]:document",
            "possible_controls[]:experiment",
            "pipeline.steps[].software:software"),
    REPLICATE(450, "experiment:experiment", "library:library"),
    FILE(900, "dataset:experiment", "replicate:replicate", "derived_from[]:file", "step.software:software");

    private final int count;
    private final String links;

    ItemType(int count, String... links) {
        this.count = count;
        this.links = String.join(",", links);
    }

    /** As {@code resources.item_type} has it. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** How many there are in a new portal. */
    int count() {
        return count;
    }

    List<LinkProperty> links() {
        return Arrays.stream(links.split(","))
                .filter(link -> !link.isEmpty())
                .map(link -> link.split(":"))
                .map(parts -> new LinkProperty(parts[0], parts[1]))
                .toList();
    }

    static ItemType of(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }
}
