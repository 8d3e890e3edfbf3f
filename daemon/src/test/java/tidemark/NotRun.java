package tidemark;

import org.junit.jupiter.api.Assumptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tests that need what a machine may lack: they are left out there, and the output of the build says so. */
public final class NotRun {

    private static final Logger LOG = LoggerFactory.getLogger(NotRun.class);

    private NotRun() {}

    /** Leaves the test out if what it needs is not there. */
    public static void unless(boolean there, String why) {
        if (!there) {
            because(why);
        }
    }

    /** Leaves the test out. */
    public static void because(String why) {
        LOG.warn("not run: {}", why);
        Assumptions.abort("not run: " + why);
    }
}
