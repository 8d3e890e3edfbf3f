package tidemark.delivery;

/** What became of a {@link Write}. */
public sealed interface Outcome {

    /** Whether nothing remains to be done for this write, but to remember it where it is troubled. */
    default boolean settled() {
        return !(this instanceof Foreign || this instanceof TargetGone || this instanceof Unsettled);
    }

    /** Name of its kind, for metrics. */
    String kind();

    /** The document is there as written. */
    record Written() implements Outcome {
        @Override
        public String kind() {
            return "written";
        }
    }

    /**
     * The document is not there.
     *
     * @param found whether it was until now; a deletion that was sent twice may have found it the first time
     */
    record Deleted(boolean found) implements Outcome {
        @Override
        public String kind() {
            return "deleted";
        }
    }

    /** A newer generation is there. */
    record Superseded(long version) implements Outcome {
        @Override
        public String kind() {
            return "superseded";
        }
    }

    /**
     * Somebody else wrote it, with a version above every generation issued.
     *
     * @param version the one there; the generation must be raised above it before the document is written again
     */
    record Foreign(long version) implements Outcome {
        @Override
        public String kind() {
            return "foreign";
        }
    }

    /** Elasticsearch refuses this document as it is. */
    record Troubled(String reason) implements Outcome {
        @Override
        public String kind() {
            return "troubled";
        }
    }

    /** The physical index, or its write alias, is not there. No index was made. */
    record TargetGone(String reason) implements Outcome {
        @Override
        public String kind() {
            return "target_gone";
        }
    }

    /** Not written before the deadline, or nobody knows: overload, a block, a missing shard, no answer. It rides again. */
    record Unsettled(String reason) implements Outcome {
        @Override
        public String kind() {
            return "unsettled";
        }
    }
}
