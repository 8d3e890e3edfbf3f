package tidemark.sandbox;

/** Taking a shutdown hook back, also when the shutdown is what runs it. */
final class ShutdownHooks {
    private ShutdownHooks() {}

    static void remove(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException shuttingDown) {
            // The hook is running or about to; close is idempotent.
            return;
        }
    }
}
