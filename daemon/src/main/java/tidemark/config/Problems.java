package tidemark.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import tidemark.plan.Place;
import tidemark.plan.Problem;

/** The problems found so far in one configuration. Not thread-safe. */
final class Problems {

    private final String file;
    private final List<Problem> found = new ArrayList<>();

    Problems(String file) {
        this.file = file;
    }

    /** The path of something below another path. */
    static String below(String path, String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    /** A place in the file; line 0 for what is not in it, an empty path for all of it. */
    Place place(int line, String path) {
        return new Place(line > 0 ? file : "", line, path.isEmpty() ? "configuration" : path);
    }

    /** Adds a problem. */
    void at(int line, String path, String message, String hint) {
        found.add(new Problem(place(line, path), message, hint));
    }

    /** Those of the file in its order, then those of environment and flags. */
    List<Problem> all() {
        return found.stream()
                .sorted(Comparator.comparingInt(
                        problem -> problem.place().line() > 0 ? problem.place().line() : Integer.MAX_VALUE))
                .toList();
    }
}
