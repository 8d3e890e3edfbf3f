package tidemark.plan;

import java.util.Collections;
import java.util.Comparator;
import java.util.Set;
import java.util.TreeSet;

/**
 * An immutable condition over a row's own columns.
 *
 * @param sql the condition, its columns unqualified
 * @param columns the columns that it reads
 */
public record RowFilter(String sql, Set<PlanColumn> columns) {

    /** Copies, sorted: a plan's hash is made of its text. */
    public RowFilter {
        columns = Collections.unmodifiableSet(sorted(columns));
    }

    /** The condition for a JDBC statement, where a question mark outside of quotes is a parameter: there it is doubled. */
    public String jdbc() {
        StringBuilder out = new StringBuilder(sql.length() + 8);
        char quote = 0;
        for (int i = 0; i < sql.length(); i++) {
            char c = sql.charAt(i);
            if (quote == 0 && (c == '\'' || c == '"')) {
                quote = c;
            } else if (c == quote) {
                quote = 0;
            }
            out.append(c == '?' && quote == 0 ? "??" : String.valueOf(c));
        }
        return out.toString();
    }

    private static Set<PlanColumn> sorted(Set<PlanColumn> columns) {
        Set<PlanColumn> sorted = new TreeSet<>(Comparator.comparing(PlanColumn::name));
        sorted.addAll(columns);
        return sorted;
    }
}
