package org.bayesagg.cli.quickstart;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;

/** Progress for logs: a line now and then, and one at the end. */
final class ProgressLines implements Progress {
  private final PrintWriter out;
  private final String label;
  private final int steps;
  private final long intervalNanos;
  private final long start = System.nanoTime();
  private long nextLine;
  private int done;

  ProgressLines(PrintWriter out, String label, int steps, Duration interval) {
    this.out = out;
    this.label = label;
    this.steps = steps;
    intervalNanos = interval.toNanos();
    nextLine = start + intervalNanos;
  }

  @Override
  public void step() {
    done++;
    long now = System.nanoTime();
    if (now - nextLine >= 0 && done < steps) {
      nextLine = now + intervalNanos;
      print(now);
    }
  }

  @Override
  public void close() {
    print(System.nanoTime());
  }

  private void print(long now) {
    double seconds = (now - start) / 1e9;
    out.println(
        String.format(
            Locale.ROOT,
            "%s  %d/%d steps  %.0f steps/s",
            label,
            done,
            steps,
            done / Math.max(seconds, 1e-9)));
    out.flush();
  }
}
