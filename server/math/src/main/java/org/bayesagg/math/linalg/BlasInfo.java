package org.bayesagg.math.linalg;

import java.io.IOException;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas;

/** What BLAS runs on, for people. */
final class BlasInfo {
  private BlasInfo() {}

  static String describe() {
    Loader.load(openblas.class);
    String override = System.getenv("OPENBLAS_CORETYPE");
    return version()
        + (override == null || override.isEmpty() ? "" : " (OPENBLAS_CORETYPE=" + override + ")");
  }

  private static String version() {
    try {
      return Loader.getVersion("org.bytedeco", "openblas");
    } catch (IOException e) {
      return "of unknown version";
    }
  }
}
