package tidemark.catalog;

import java.util.List;
import tidemark.plan.ColumnChoice;

/**
 * A document type that could be wanted.
 *
 * @param name of the type
 * @param table its root
 * @param written the root as {@code table:} names it
 * @param columns which are shown
 * @param embeds in the order in which they are written
 * @param more lists that are not written because there are too many
 */
record ProposedType(
        String name, Table table, String written, ColumnChoice columns, List<ProposedEmbed> embeds, int more) {

    /** Copies. */
    ProposedType {
        embeds = List.copyOf(embeds);
    }
}
