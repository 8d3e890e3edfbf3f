package tidemark.sandbox.portal;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The objects that a document embeds, as {@code config/examples/portal.yaml} says it, written once more by hand.
 *
 * @param name of the link, or of the field for the way back
 * @param from for the way back, item type of the objects that link, {@code *} for any; null for the way there
 * @param rel for the way back, the name of their link
 * @param below what the objects at the other end embed
 */
record Tree(String name, @Nullable String from, @Nullable String rel, List<Tree> below) {

    private static Tree to(String rel, Tree... below) {
        return new Tree(rel, null, null, List.of(below));
    }

    private static Tree back(String name, String from, String rel, Tree... below) {
        return new Tree(name, from, rel, List.of(below));
    }

    /** The types that have documents. */
    static List<ItemType> documents() {
        List<ItemType> types = new ArrayList<>();
        for (ItemType type : ItemType.values()) {
            if (!of(type).isEmpty()) {
                types.add(type);
            }
        }
        return types;
    }

    /** What a document of this type embeds; nothing for a type without documents. */
    static List<Tree> of(ItemType type) {
        return switch (type) {
            case LAB -> List.of(to("pi"), to("awards", to("pi")), back("members", "user", "lab"));
            case USER -> List.of(to("lab", to("pi")));
            case AWARD -> List.of(to("pi", to("lab")));
            case BIOSAMPLE ->
                List.of(
                        to("donor", to("parents", to("parents"))),
                        to("lab", to("pi")),
                        to("part_of", to("part_of", to("donor"))),
                        back("libraries", "library", "biosample", to("lab")));
            case LIBRARY -> List.of(to("biosample", to("donor")));
            case EXPERIMENT ->
                List.of(
                        to("lab", to("pi")),
                        to("award", to("pi")),
                        to("submitted_by"),
                        to("documents", to("attachments.uploaded_by")),
                        to("pipeline.steps.software"),
                        to("possible_controls"),
                        back(
                                "replicates",
                                "replicate",
                                "experiment",
                                to("library", to("biosample", to("donor")), to("lab"))),
                        back("files", "file", "dataset", to("step.software"), to("derived_from")));
            case REPLICATE ->
                List.of(to("library", to("biosample")), to("experiment", to("lab")), back("used_by", "*", "replicate"));
            case FILE ->
                List.of(
                        to("dataset", to("lab"), to("award")),
                        to("replicate", to("library", to("biosample"))),
                        to("derived_from"),
                        to("step.software"));
            case SOFTWARE, DONOR, DOCUMENT -> List.of();
        };
    }
}
