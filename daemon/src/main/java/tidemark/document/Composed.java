package tidemark.document;

import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tidemark.change.Key;

/** What became of one id that was to be composed. */
public sealed interface Composed {

    /** The key as it was asked for. */
    Key key();

    /** What to do with it. */
    <R> R decide(Function<Document, R> write, Function<Absent, R> delete, Function<Failed, R> trouble);

    /** The bytes to write; null where there is nothing to write: a delete, unless it {@linkplain #failure() failed}. */
    default byte @Nullable [] source() {
        return null;
    }

    /** Why it could not be composed. */
    default Optional<String> failure() {
        return Optional.empty();
    }

    /**
     * The document.
     *
     * @param key its key
     * @param source JSON in UTF-8, on one line; whoever gets it may keep it
     */
    record Document(Key key, byte[] source) implements Composed {
        @Override
        public <R> R decide(Function<Document, R> write, Function<Absent, R> delete, Function<Failed, R> trouble) {
            return write.apply(this);
        }
    }

    /** No row has this key, or the type's filter leaves it out: the document is to be deleted. */
    record Absent(Key key) implements Composed {
        @Override
        public <R> R decide(Function<Document, R> write, Function<Absent, R> delete, Function<Failed, R> trouble) {
            return delete.apply(this);
        }
    }

    /** The document cannot be made: it is troubled, and the others of its batch are not. */
    record Failed(Key key, String reason) implements Composed {
        @Override
        public <R> R decide(Function<Document, R> write, Function<Absent, R> delete, Function<Failed, R> trouble) {
            return trouble.apply(this);
        }

        @Override
        public Optional<String> failure() {
            return Optional.of(reason);
        }
    }
}
