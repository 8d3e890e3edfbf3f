package tidemark.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/** What is shown; each method returns at once. */
public interface Published {

    /** The answer of {@code GET /_indexer}. */
    ObjectNode indexer();

    /** The answer of {@code GET /_indexer/<title>}: how a secondary indexer stands; null for an unknown one. */
    @Nullable
    ObjectNode followUp(String title);

    /** The answer of {@code GET /_indexer/health}: {@code live}, {@code ready}, {@code dependencies}. */
    ObjectNode health();

    /** The answer of {@code GET /_indexer/troubled}: {@code {count, list}}, the list bounded. */
    ObjectNode troubled();

    /** The answer of {@code GET /_indexer/verification}. */
    ObjectNode verification();
}
