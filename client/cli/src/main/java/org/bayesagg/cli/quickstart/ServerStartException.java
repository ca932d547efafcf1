package org.bayesagg.cli.quickstart;

import java.nio.file.Path;
import java.util.List;

/** The quickstart's server did not start. */
final class ServerStartException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ServerStartException(String what, Path log, List<String> tail) {
    super(
        "the server " + what + "; the end of its log " + log + ":\n  " + String.join("\n  ", tail));
  }
}
