package tidemark.sandbox;

import org.jspecify.annotations.Nullable;

/** A server that could not be laid out, started, stopped or reached; the message says which, where and what to do. */
public final class SandboxException extends RuntimeException {
    private static final long serialVersionUID = 1;

    SandboxException(String message) {
        super(message);
    }

    SandboxException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
