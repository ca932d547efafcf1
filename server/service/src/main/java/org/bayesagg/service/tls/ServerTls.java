package org.bayesagg.service.tls;

import io.grpc.util.AdvancedTlsX509KeyManager;
import io.grpc.util.AdvancedTlsX509TrustManager;
import io.grpc.util.CertificateUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.bayesagg.service.reload.Reloading;

/**
 * The server's certificate and the authorities of its clients. Both may change while connections
 * come: new ones use what was read last. Thread-safe.
 */
public final class ServerTls {
  /** What is spoken, and nothing older. */
  public static final String PROTOCOL = "TLSv1.3";

  private static final byte[] PROBE =
      "whether certificate and key belong together"
          .getBytes(java.nio.charset.StandardCharsets.US_ASCII);

  private final TlsFiles files;
  private final AdvancedTlsX509KeyManager keys = new AdvancedTlsX509KeyManager();
  private final AdvancedTlsX509TrustManager trust;
  private final Reloading<Validity> reloading;

  /**
   * Until when what is in force is valid.
   *
   * @param server the certificate of its own
   * @param clientAuthority the first of the authorities to end; null: there are none
   */
  public record Validity(Instant server, Instant clientAuthority) {}

  /**
   * Reads the files.
   *
   * @param onFailure told of each change that cannot be used
   * @throws org.bayesagg.service.reload.UnusableFileException if they cannot be used
   */
  public ServerTls(TlsFiles files, Runnable onFailure) {
    this.files = files;
    try {
      trust =
          AdvancedTlsX509TrustManager.newBuilder()
              .setVerification(
                  AdvancedTlsX509TrustManager.Verification.CERTIFICATE_ONLY_VERIFICATION)
              .build();
    } catch (CertificateException e) {
      throw new IllegalStateException("an empty trust manager", e);
    }
    reloading = new Reloading<>("certificate", files.all(), this::read, onFailure);
  }

  private Validity read(List<byte[]> contents) throws IOException, GeneralSecurityException {
    X509Certificate[] chain = certificates(contents.get(0));
    PrivateKey key = CertificateUtils.getPrivateKey(new ByteArrayInputStream(contents.get(1)));
    requirePair(chain[0], key);
    X509Certificate[] authorities = contents.size() > 2 ? certificates(contents.get(2)) : null;
    // Everything can be used: from here on nothing fails.
    keys.updateIdentityCredentials(chain, key);
    if (authorities == null) {
      return new Validity(end(chain[0]), null);
    }
    trust.updateTrustCredentials(authorities);
    return new Validity(
        end(chain[0]),
        Arrays.stream(authorities).map(ServerTls::end).min(Instant::compareTo).orElseThrow());
  }

  private static X509Certificate[] certificates(byte[] pem)
      throws IOException, GeneralSecurityException {
    X509Certificate[] all = CertificateUtils.getX509Certificates(new ByteArrayInputStream(pem));
    if (all.length == 0) {
      throw new CertificateException("a file has no certificate in it");
    }
    return all;
  }

  private static void requirePair(X509Certificate certificate, PrivateKey key)
      throws GeneralSecurityException {
    String algorithm =
        switch (key.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> key.getAlgorithm();
        };
    Signature signature = Signature.getInstance(algorithm);
    signature.initSign(key);
    signature.update(PROBE);
    byte[] signed = signature.sign();
    signature.initVerify(certificate.getPublicKey());
    signature.update(PROBE);
    if (!signature.verify(signed)) {
      throw new InvalidKeyException("the key is not that of the certificate");
    }
  }

  private static Instant end(X509Certificate certificate) {
    return certificate.getNotAfter().toInstant();
  }

  /** Looks whether the files have changed; to be called now and then. */
  public void check() {
    reloading.check();
  }

  /** Until when what is in force is valid. */
  public Validity validity() {
    return reloading.current();
  }

  /** The server's certificate and key. */
  public X509ExtendedKeyManager keys() {
    return keys;
  }

  /** Checks clients' certificates; empty where clients have none. */
  public Optional<X509ExtendedTrustManager> clientTrust() {
    return files.clientAuthorities().map(file -> trust);
  }

  /** Whether a client without a certificate may not connect. */
  public boolean clientRequired() {
    return files.clientAuth() == ClientAuth.REQUIRE;
  }
}
