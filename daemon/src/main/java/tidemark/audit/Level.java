package tidemark.audit;

/** How bad a fault is. */
enum Level {
    /** Of no concern to whoever reads the document: a rule failed. */
    INTERNAL_ACTION(30),
    WARNING(40),
    NOT_COMPLIANT(50),
    ERROR(60);

    private final int number;

    Level(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }
}
