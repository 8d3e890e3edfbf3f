package tidemark.sandbox.demo;

/** The demo did not show what it promises; the message is for the person who runs it. */
final class DemoFailure extends RuntimeException {
    DemoFailure(String message) {
        super(message);
    }
}
