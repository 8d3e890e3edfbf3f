package tidemark.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** The known word that a misspelt one is nearest to (Damerau-Levenshtein distance, adjacent letters swapped). */
final class Nearest {

    private Nearest() {}

    /** The nearest candidate, if it is near enough to have been meant: a third of its letters wrong at most. */
    static Optional<String> to(String word, Collection<String> candidates) {
        return within(word, candidates, 3);
    }

    /** The nearest candidate of which one letter in {@code letters} is wrong at most. */
    static Optional<String> within(String word, Collection<String> candidates, int letters) {
        return candidates.stream()
                .filter(candidate -> distance(word, candidate) * letters <= Math.max(candidate.length(), letters))
                .min(Comparator.comparingInt((String candidate) -> distance(word, candidate))
                        .thenComparing(Comparator.naturalOrder()));
    }

    static int distance(String a, String b) {
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                cost[i][j] = i == 0 || j == 0 ? i + j : step(cost, a, b, i, j);
            }
        }
        return cost[a.length()][b.length()];
    }

    private static int step(int[][] cost, String a, String b, int i, int j) {
        int replaced = cost[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        int least = Math.min(replaced, 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
        boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(least, cost[i - 2][j - 2] + 1) : least;
    }
}
