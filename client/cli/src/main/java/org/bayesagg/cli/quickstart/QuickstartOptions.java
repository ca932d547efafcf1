package org.bayesagg.cli.quickstart;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.bayesagg.cli.server.Endpoint;

/**
 * What a person chose.
 *
 * @param seeds how many, at least 1: 1, 2, and so on
 * @param epochs of each training run, at least 2: one of warm-up, one that uses the posterior
 * @param output directory of the plot, the results and the server's log
 * @param target a running server; empty: one of its own
 */
record QuickstartOptions(int seeds, int epochs, Path output, Optional<Endpoint> target) {
  QuickstartOptions {
    if (seeds < 1) {
      throw new IllegalArgumentException("--seeds " + seeds + ": at least 1");
    }
    if (epochs < 2) {
      throw new IllegalArgumentException(
          "--epochs " + epochs + ": at least 2, the first of which is warm-up");
    }
  }

  /** The seeds themselves. */
  List<Long> seedList() {
    return LongStream.rangeClosed(1, seeds).boxed().toList();
  }
}
