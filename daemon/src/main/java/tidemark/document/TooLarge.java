package tidemark.document;

/** More bytes than allowed were about to be held. Expected, caught in this room, and without a stack trace. */
final class TooLarge extends RuntimeException {

    private static final long serialVersionUID = 1L;

    TooLarge(long limit) {
        super("larger than " + limit + " bytes", null, false, false);
    }
}
