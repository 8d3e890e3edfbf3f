package tidemark.plan;

/**
 * Where something was written.
 *
 * @param file the configuration file, as the person named it
 * @param line one-based; 0 when it came from the environment, a flag or a default
 * @param path dotted path of keys, for instance {@code types.track.embed[0]}
 */
public record Place(String file, int line, String path) {

    /** Not from a file. */
    public static Place none() {
        return new Place("", 0, "");
    }

    @Override
    public String toString() {
        return line > 0 ? file + ":" + line + " " + path : path;
    }
}
