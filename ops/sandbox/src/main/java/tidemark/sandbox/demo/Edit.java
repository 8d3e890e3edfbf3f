package tidemark.sandbox.demo;

import java.util.List;

/**
 * One transaction of the shop.
 *
 * @param statements SQL, in order
 * @param documents how many documents show what it changes, counted before it by SQL; -1 where nobody counted
 */
record Edit(List<String> statements, long documents) {
    static final long NOT_COUNTED = -1;

    Edit {
        statements = List.copyOf(statements);
    }

    static Edit of(String... statements) {
        return new Edit(List.of(statements), NOT_COUNTED);
    }
}
