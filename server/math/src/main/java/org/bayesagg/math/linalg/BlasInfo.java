package org.bayesagg.math.linalg;

import com.sun.jna.NativeLibrary;
import java.io.File;
import java.io.IOException;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas;

/**
 * What BLAS runs on, for people. An unknown or overridden core can halve the speed, so it is worth
 * printing.
 */
final class BlasInfo {
  private BlasInfo() {}

  /** For example "0.3.31-1.5.13 core SkylakeX". */
  static String describe() {
    String bindings = Loader.load(openblas.class);
    String override = System.getenv("OPENBLAS_CORETYPE");
    return version()
        + " core "
        + core(bindings)
        + (override == null || override.isEmpty() ? "" : " (OPENBLAS_CORETYPE=" + override + ")");
  }

  private static String version() {
    try {
      return Loader.getVersion("org.bytedeco", "openblas");
    } catch (IOException e) {
      return "of unknown version";
    }
  }

  /**
   * The library lies beside its bindings and is loaded already; asking for it again finds the same.
   * Bindings that the system's linker has found have no place that is known.
   */
  private static String core(String bindings) {
    File folder = bindings == null ? null : new File(bindings).getParentFile();
    File[] found =
        folder == null
            ? null
            : folder.listFiles((dir, name) -> name.matches("libopenblas\\.(so.*|.*dylib)"));
    if (found == null || found.length == 0) {
      return "unknown";
    }
    try {
      return NativeLibrary.getInstance(found[0].getAbsolutePath())
          .getFunction("openblas_get_corename")
          .invokeString(new Object[0], false);
    } catch (UnsatisfiedLinkError e) {
      return "unknown";
    }
  }
}
