package org.bayesagg.service;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** A file with the server's ports, for launchers that wait until it serves. */
final class PortFile {
  private PortFile() {}

  /** Two lines, gRPC and HTTP, that appear at once. */
  static void write(Path file, int port, int httpPort) throws IOException {
    Path absolute = file.toAbsolutePath();
    Path draft = absolute.resolveSibling(absolute.getFileName() + ".new");
    Files.write(draft, List.of(String.valueOf(port), String.valueOf(httpPort)));
    Files.move(
        draft, absolute, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }
}
