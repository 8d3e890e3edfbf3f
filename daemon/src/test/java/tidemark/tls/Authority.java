package tidemark.tls;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.HexFormat;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A certificate authority of a test's own, made afresh; nothing of it is kept. */
public final class Authority {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Duration DAY = Duration.ofDays(1);

    private final X509Certificate certificate;
    private final KeyPair keys;

    private Authority(X509Certificate certificate, KeyPair keys) {
        this.certificate = certificate;
        this.keys = keys;
    }

    /** One of this name. */
    public static Authority named(String name) {
        KeyPair keys = pair("EC");
        X500Name subject = new X500Name("CN=" + name);
        return new Authority(
                signed(subject, subject, keys, keys.getPrivate(), Instant.now().plus(DAY.multipliedBy(30)), true),
                keys);
    }

    /** What it signed. */
    public record Issued(X509Certificate certificate, PrivateKey privateKey) {

        /** PEM. */
        public String pem() {
            return Authority.pem("CERTIFICATE", encoded(certificate));
        }

        /** PEM, PKCS #8. */
        public String key() {
            return Authority.pem("PRIVATE KEY", privateKey.getEncoded());
        }

        /** Both, as files of a folder. */
        public Issued into(Path folder, String name) {
            write(folder.resolve(name + ".pem"), pem());
            write(folder.resolve(name + ".key"), key());
            return this;
        }
    }

    /** A certificate for a month, for these host names and addresses. */
    public Issued issue(String subject, String... names) {
        return issue("EC", subject, Instant.now().plus(DAY.multipliedBy(30)), names);
    }

    /** One that has expired. */
    public Issued expired(String subject, String... names) {
        return issue("EC", subject, Instant.now().minus(Duration.ofHours(1)), names);
    }

    /** One with a key of this algorithm. */
    public Issued issue(String algorithm, String subject, Instant until, String... names) {
        KeyPair pair = pair(algorithm);
        return new Issued(
                signed(
                        new X500Name(subject),
                        new X500Name(certificate.getSubjectX500Principal().getName()),
                        pair,
                        keys.getPrivate(),
                        until,
                        false,
                        names),
                pair.getPrivate());
    }

    /** Its own certificate, PEM. */
    public String pem() {
        return pem("CERTIFICATE", encoded(certificate));
    }

    /** The same as a file. */
    public Path into(Path file) {
        return write(file, pem());
    }

    /** Its own certificate. */
    public X509Certificate certificate() {
        return certificate;
    }

    /** SHA-256 of its own certificate. */
    public String fingerprint() {
        try {
            return HexFormat.of().formatHex(Trust.digest(certificate));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyPair pair(String algorithm) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            if (!algorithm.equals("Ed25519")) {
                generator.initialize(algorithm.equals("EC") ? 256 : 2048, RANDOM);
            }
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static X509Certificate signed(
            X500Name subject,
            X500Name issuer,
            KeyPair pair,
            PrivateKey signer,
            Instant until,
            boolean authority,
            String... names) {
        X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                issuer,
                new BigInteger(64, RANDOM),
                Date.from(until.minus(DAY.multipliedBy(60))),
                Date.from(until),
                subject,
                pair.getPublic());
        try {
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
            if (names.length > 0) {
                builder.addExtension(
                        Extension.subjectAlternativeName,
                        false,
                        new GeneralNames(Arrays.stream(names)
                                .map(name -> new GeneralName(
                                        name.matches("[0-9.]+") ? GeneralName.iPAddress : GeneralName.dNSName, name))
                                .toArray(GeneralName[]::new)));
            }
            return new JcaX509CertificateConverter()
                    .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(signer)));
        } catch (CertIOException | OperatorCreationException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] encoded(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static String pem(String label, byte[] bytes) {
        return "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes) + "\n-----END " + label
                + "-----\n";
    }

    private static Path write(Path file, String text) {
        try {
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
