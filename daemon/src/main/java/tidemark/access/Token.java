package tidemark.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/** The text that a caller shows. Never printed but once, when it is made. */
public final class Token {

    /** Longest text that is looked at; ours have 47 letters. */
    public static final int LONGEST = 512;

    private static final String PREFIX = "tmk_";
    private static final int BYTES = 32;

    private final String text;

    /** A token with this text. */
    public Token(String text) {
        this.text = text;
    }

    /** A new one, 256 bits of chance. */
    public static Token fresh(SecureRandom random) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return new Token(PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    /** Whether there is no text at all. */
    boolean isEmpty() {
        return text.isEmpty();
    }

    /** The text itself: for its holder, and nobody else. */
    public String reveal() {
        return text;
    }

    /**
     * SHA-256 of the text. No salt and no stretching: what has 256 bits of chance cannot be guessed from its hash.
     */
    public byte[] hash() {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** The same as 64 hexadecimal digits. */
    public String hashText() {
        return HexFormat.of().formatHex(hash());
    }

    @Override
    public String toString() {
        return "***";
    }
}
