package org.bayesagg.cli.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.OptionalDouble;

/** Processor time of all processes of the machine, where Linux tells it. */
final class MachineTime {
  private static final Path STAT = Path.of("/proc/stat");

  /** Linux counts in these, whatever its own clock does. */
  private static final double TICKS_PER_SECOND = 100;

  private static final int IDLE = 4;
  private static final int WAITING = 5;
  private static final int STOLEN = 8;

  private MachineTime() {}

  /** Seconds so far, over all processors. */
  static OptionalDouble seconds() {
    try {
      return Files.isReadable(STAT)
          ? OptionalDouble.of(seconds(Files.readAllLines(STAT).get(0)))
          : OptionalDouble.empty();
    } catch (IOException e) {
      return OptionalDouble.empty();
    }
  }

  /** From the line {@code cpu user nice system idle iowait irq softirq steal ...}. */
  static double seconds(String line) {
    String[] words = line.strip().split("\\s+", -1);
    double ticks = 0;
    // What guests take is in the first two already.
    for (String word : Arrays.copyOfRange(words, 1, Math.min(words.length, STOLEN))) {
      ticks += Double.parseDouble(word);
    }
    return (ticks - Double.parseDouble(words[IDLE]) - Double.parseDouble(words[WAITING]))
        / TICKS_PER_SECOND;
  }
}
