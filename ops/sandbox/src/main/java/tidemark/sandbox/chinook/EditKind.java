package tidemark.sandbox.chinook;

import java.sql.SQLException;
import java.util.Random;

/** The ways in which a writer changes rows; each leaves every foreign key valid. */
enum EditKind {
    UPDATE(30, RowEdits::update),
    UNCHANGED(4, RowEdits::unchanged),
    INSERT(14, RowEdits::insert),
    DELETE(10, RowEdits::delete),
    REPARENT(18, MoveEdits::reparent),
    THERE_AND_BACK(3, MoveEdits::thereAndBack),
    KEY_CHANGE(8, KeyEdits::change),
    DELETE_AND_INSERT(3, KeyEdits::deleteAndInsert),
    MANY_ROWS(6, StatementEdits::manyRows),
    COPY(3, StatementEdits::copy),
    ON_CONFLICT(4, StatementEdits::onConflict),
    MERGE(4, StatementEdits::merge);

    private final int weight;
    /** A method reference: nothing that could change. */
    @SuppressWarnings("ImmutableEnumChecker")
    private final Action action;

    EditKind(int weight, Action action) {
        this.weight = weight;
        this.action = action;
    }

    static EditKind pick(Random random) {
        int sum = 0;
        for (EditKind kind : values()) {
            sum += kind.weight;
        }
        int left = random.nextInt(sum);
        for (EditKind kind : values()) {
            left -= kind.weight;
            if (left < 0) {
                return kind;
            }
        }
        throw new IllegalStateException("the weights add up to less than their sum");
    }

    void apply(EditSession session) throws SQLException {
        action.apply(session);
    }

    /** Statements of one edit. */
    interface Action {
        void apply(EditSession session) throws SQLException;
    }
}
