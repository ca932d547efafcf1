package org.bayesagg.service.access;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.bayesagg.service.reload.Reloading;

/** Access by a file that may change. */
public final class Accesses {
  private Accesses() {}

  /**
   * The identities of a file.
   *
   * @param onFailure told of each change that cannot be used
   * @throws org.bayesagg.service.reload.UnusableFileException if it cannot be read
   */
  public static Reloading<Access> of(Path file, Runnable onFailure) {
    return new Reloading<>(
        "access list",
        List.of(file),
        contents -> AccessFile.parse(new String(contents.get(0), StandardCharsets.UTF_8)),
        onFailure);
  }
}
