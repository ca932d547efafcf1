package org.bayesagg.service.codec;

import com.google.protobuf.CodedOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.bayesagg.service.session.SessionSettings;
import org.bayesagg.v1.SessionConfig;

/**
 * Names a configuration: the SHA-256, in hexadecimal, of the deterministic serialisation of the
 * complete configuration that {@link ConfigWriter} writes. Two requests that differ only in
 * defaults left out have the same fingerprint. Left out is what may change in a session's life: the
 * number of workers that steps wait for. Clients repeat it and never compute it.
 */
public final class Fingerprint {
  private Fingerprint() {}

  /** The fingerprint of settings. */
  public static String of(SessionSettings settings) {
    SessionConfig.Builder fixed = ConfigWriter.write(settings).toBuilder();
    if (fixed.hasSynchronous()) {
      fixed.getSynchronousBuilder().clearWorkers().clearQuorum();
    }
    SessionConfig config = fixed.build();
    byte[] serialised = new byte[config.getSerializedSize()];
    CodedOutputStream out = CodedOutputStream.newInstance(serialised);
    out.useDeterministicSerialization();
    try {
      config.writeTo(out);
      out.checkNoSpaceLeft();
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(serialised));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
