package tidemark.config;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An embed path taken apart at its dots; a step in double quotes keeps those inside it. */
final class PathSteps {

    private static final Pattern STEP = Pattern.compile("\"([^\"]+)\"|([^.\"]+)");

    private PathSteps() {}

    /** The steps, each as the database has the name; empty if the path is malformed. */
    static List<String> of(String path) {
        List<String> steps = new ArrayList<>();
        Matcher matcher = STEP.matcher(path);
        int at = 0;
        while (at <= path.length()) {
            if (!matcher.find(at) || matcher.start() != at) {
                return List.of();
            }
            String step = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
            if (step.isBlank() || !step.equals(step.strip())) {
                return List.of();
            }
            steps.add(step);
            if (matcher.end() < path.length() && path.charAt(matcher.end()) != '.') {
                return List.of();
            }
            at = matcher.end() + 1;
        }
        return steps;
    }
}
