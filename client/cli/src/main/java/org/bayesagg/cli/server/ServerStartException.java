package org.bayesagg.cli.server;

import java.nio.file.Path;
import java.util.List;

/** A command's own server did not start. */
public final class ServerStartException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ServerStartException(String what, Path log, List<String> tail) {
    super(
        "the server " + what + "; the end of its log " + log + ":\n  " + String.join("\n  ", tail));
  }
}
