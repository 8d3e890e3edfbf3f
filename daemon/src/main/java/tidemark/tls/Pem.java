package tidemark.tls;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What stands in PEM files (RFC 7468). No message shows anything of a key.
 */
public final class Pem {

    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\\s]*)-----END \\1-----");
    private static final Pattern BEGIN = Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----");
    private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA");
    private static final String CERTIFICATE = "CERTIFICATE";
    private static final String CONVERT = "convert it: openssl pkcs8 -topk8 -nocrypt -in KEY -out KEY.pkcs8";

    private Pem() {}

    /** The text is not what it should be; the message says what it is instead, and what to do. */
    public static final class Unusable extends Exception {

        private static final long serialVersionUID = 1L;

        private final String hint;

        Unusable(String message, String hint) {
            super(message);
            this.hint = hint;
        }

        /** What to do. */
        public String hint() {
            return hint;
        }
    }

    /** All certificates, in the order of the text; at least one. */
    public static List<X509Certificate> certificates(String text) throws Unusable {
        List<X509Certificate> certificates = new ArrayList<>();
        Matcher block = BLOCK.matcher(text);
        while (block.find()) {
            if (block.group(1).equals(CERTIFICATE)) {
                certificates.add(certificate(block.group()));
            }
        }
        if (certificates.isEmpty()) {
            throw new Unusable("it holds no certificate", "it must be PEM: -----BEGIN CERTIFICATE-----");
        }
        return certificates;
    }

    private static X509Certificate certificate(String block) throws Unusable {
        try {
            return (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(block.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw unusable("a certificate in it cannot be read", "write it again; it may be cut off", e);
        }
    }

    /** The one private key: PKCS #8, not encrypted. */
    public static PrivateKey key(String text) throws Unusable {
        Matcher block = BLOCK.matcher(text);
        while (block.find()) {
            if (block.group(1).equals("PRIVATE KEY")) {
                return key(decoded(block.group(2)));
            }
        }
        Matcher begin = BEGIN.matcher(text);
        while (begin.find()) {
            String label = begin.group(1);
            if (label.equals("ENCRYPTED PRIVATE KEY")) {
                throw new Unusable("the key is encrypted", "let only the daemon's user read it, and " + CONVERT);
            }
            if (label.equals("PRIVATE KEY")) {
                throw new Unusable("the key cannot be read", "write it again; it may be cut off");
            }
            if (label.endsWith("PRIVATE KEY")) {
                throw new Unusable("the key is of the older form " + label + ", not PKCS #8", CONVERT);
            }
        }
        throw new Unusable("it holds no private key", "it must be PEM: -----BEGIN PRIVATE KEY-----");
    }

    private static byte[] decoded(String base64) throws Unusable {
        try {
            return Base64.getMimeDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw unusable("the key cannot be read", "write it again; it may be cut off", e);
        }
    }

    private static PrivateKey key(byte[] pkcs8) throws Unusable {
        for (String algorithm : ALGORITHMS) {
            PrivateKey key = key(algorithm, pkcs8);
            if (key != null) {
                return key;
            }
        }
        throw new Unusable("the key is of no kind that is known", "take a key for RSA, EC or Ed25519");
    }

    private static @Nullable PrivateKey key(String algorithm, byte[] pkcs8) {
        try {
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
        } catch (InvalidKeySpecException e) {
            // Of another algorithm.
            return null;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + algorithm, e);
        }
    }

    private static Unusable unusable(String message, String hint, Exception cause) {
        Unusable unusable = new Unusable(message, hint);
        unusable.initCause(cause);
        return unusable;
    }
}
