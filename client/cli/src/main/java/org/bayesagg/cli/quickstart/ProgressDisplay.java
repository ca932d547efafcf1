package org.bayesagg.cli.quickstart;

import java.io.Console;
import java.io.PrintWriter;
import java.time.Duration;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Opens a bar for each training run on a terminal, and plain lines anywhere else. */
final class ProgressDisplay {
  private static final Duration LINE_INTERVAL = Duration.ofSeconds(10);
  private static final int REFRESH_MILLIS = 200;

  private final PrintWriter out;
  private final boolean terminal;

  /**
   * Chooses the form.
   *
   * @param terminal whether a person watches; see {@link #onTerminal}
   */
  ProgressDisplay(PrintWriter out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  /** Whether standard input and output are a terminal. */
  @SuppressWarnings("SystemConsoleNull") // Null up to Java 21; from 22 on isTerminal() decides.
  static boolean onTerminal() {
    Console console = System.console();
    if (console == null) {
      return false;
    }
    try {
      return (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (NoSuchMethodException e) {
      return true;
    } catch (ReflectiveOperationException e) {
      return false;
    }
  }

  /** Starts a run of so many steps. */
  Progress start(String label, int steps) {
    return terminal ? bar(label, steps) : new ProgressLines(out, label, steps, LINE_INTERVAL);
  }

  private static Progress bar(String label, int steps) {
    ProgressBar bar =
        new ProgressBarBuilder()
            .setTaskName(label)
            .setInitialMax(steps)
            .setUnit(" steps", 1)
            .setStyle(ProgressBarStyle.ASCII)
            .setUpdateIntervalMillis(REFRESH_MILLIS)
            .showSpeed()
            .build();
    return new Progress() {
      @Override
      public void step() {
        bar.step();
      }

      @Override
      public void close() {
        bar.close();
      }
    };
  }
}
