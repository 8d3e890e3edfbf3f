package tidemark.catalog;

import java.util.ArrayList;
import java.util.List;
import tidemark.plan.Place;
import tidemark.plan.Problem;

/** The problems of one document type, as they are found; what is said once of a table is not said again. */
final class Problems {

    private final List<Problem> found = new ArrayList<>();

    void add(Place place, String message, String hint) {
        if (found.stream()
                .noneMatch(
                        known -> known.message().equals(message) && known.hint().equals(hint))) {
            found.add(new Problem(place, message, hint));
        }
    }

    List<Problem> found() {
        return found;
    }
}
