package tidemark.state;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A conditional write of one state object. There is no other kind: whoever writes says what he believes is there. */
public sealed interface StateWrite {

    /** Which object. */
    String name();

    /** Succeeds only if there is none of this name. */
    static StateWrite create(String name, ObjectNode body) {
        return new Create(name, body);
    }

    /** Succeeds only if {@code before} is still the newest revision. */
    static StateWrite replace(Versioned before, ObjectNode body) {
        return new Replace(before, body);
    }

    /** Creates where there was none ({@code before} is null), else replaces. */
    static StateWrite put(String name, @Nullable Versioned before, ObjectNode body) {
        return before == null ? create(name, body) : replace(before, body);
    }

    /** Deletes only if {@code before} is still the newest revision. */
    static StateWrite delete(Versioned before) {
        return new Delete(before);
    }

    /** Its lines in the body of a bulk request. */
    String lines();

    /** What stands there once it succeeded, or null after a deletion. */
    @Nullable
    Versioned after(long seqNo, long primaryTerm);

    /** As UTF-8. */
    default byte[] bytes() {
        return lines().getBytes(StandardCharsets.UTF_8);
    }

    private static ObjectNode action(String action, ObjectNode target) {
        ObjectNode line = JsonNodeFactory.instance.objectNode();
        line.set(action, target);
        return line;
    }

    private static ObjectNode target(String name) {
        return JsonNodeFactory.instance.objectNode().put("_id", name);
    }

    private static ObjectNode target(Versioned before) {
        return target(before.name()).put("if_seq_no", before.seqNo()).put("if_primary_term", before.primaryTerm());
    }

    /** See {@link StateWrite#create}. */
    record Create(String name, ObjectNode body) implements StateWrite {
        @Override
        public String lines() {
            return action("create", target(name)) + "\n" + body + "\n";
        }

        @Override
        public Versioned after(long seqNo, long primaryTerm) {
            return new Versioned(name, body, seqNo, primaryTerm);
        }
    }

    /** See {@link StateWrite#replace}. */
    record Replace(Versioned before, ObjectNode body) implements StateWrite {
        @Override
        public String name() {
            return before.name();
        }

        @Override
        public String lines() {
            return action("index", target(before)) + "\n" + body + "\n";
        }

        @Override
        public Versioned after(long seqNo, long primaryTerm) {
            return new Versioned(before.name(), body, seqNo, primaryTerm);
        }
    }

    /** See {@link StateWrite#delete}. */
    record Delete(Versioned before) implements StateWrite {
        @Override
        public String name() {
            return before.name();
        }

        @Override
        public String lines() {
            return action("delete", target(before)) + "\n";
        }

        @Override
        public @Nullable Versioned after(long seqNo, long primaryTerm) {
            return null;
        }
    }
}
