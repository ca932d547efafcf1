package org.bayesagg.cuda.kernel;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** The kernels' CUDA source, one file each, put together to one that is compiled at a time. */
final class KernelSource {
  private final String text;

  private KernelSource(String text) {
    this.text = text;
  }

  /** All kernels of the list beside them. */
  static KernelSource all() {
    StringBuilder joined = new StringBuilder();
    for (String name : names()) {
      joined.append("#line 1 \"").append(name).append("\"\n").append(read(name)).append('\n');
    }
    return new KernelSource(joined.toString());
  }

  private static List<String> names() {
    return read("kernels.txt").lines().filter(line -> !line.isBlank()).toList();
  }

  private static String read(String name) {
    try (InputStream in = KernelSource.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("no resource " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** To be compiled. */
  String text() {
    return text;
  }

  /** SHA-256 of the source and of what else decides the machine code. */
  String hash(String... others) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(text.getBytes(StandardCharsets.UTF_8));
      for (String other : others) {
        digest.update((byte) 0);
        digest.update(other.getBytes(StandardCharsets.UTF_8));
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
