package org.bayesagg.faults.abuse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.bayesagg.faults.fuzz.Outcome;

/** What an abuser has tried, and what it was told. Thread-safe. */
final class Tally {
  private static final String ATTEMPTS = "attempts";

  private final LongAdder attempts = new LongAdder();
  private final Map<String, LongAdder> told = new ConcurrentHashMap<>();

  /** One more is tried. */
  void attempt() {
    attempts.increment();
  }

  /** One was told something. */
  void told(Outcome outcome) {
    told(outcome.name());
  }

  /** The same, where no call was. */
  void told(String what) {
    told.computeIfAbsent(what, name -> new LongAdder()).increment();
  }

  long attempts() {
    return attempts.sum();
  }

  long count(String what) {
    LongAdder count = told.get(what);
    return count == null ? 0 : count.sum();
  }

  /** What was told, and how often. */
  Map<String, Long> outcomes() {
    Map<String, Long> counts = new TreeMap<>();
    told.forEach((name, count) -> counts.put(name, count.sum()));
    return counts;
  }

  /** Leaves it for the process that has started this one. */
  void write(Path file) throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add(attempts() + " " + ATTEMPTS);
    outcomes().forEach((name, count) -> lines.add(count + " " + name));
    Files.write(file, lines);
  }

  /** What another process has left. */
  static Tally read(Path file) throws IOException {
    Tally tally = new Tally();
    for (String line : Files.readAllLines(file)) {
      int blank = line.indexOf(' ');
      String name = line.substring(blank + 1);
      long count = Long.parseLong(line.substring(0, blank));
      if (name.equals(ATTEMPTS)) {
        tally.attempts.add(count);
      } else {
        tally.told.computeIfAbsent(name, any -> new LongAdder()).add(count);
      }
    }
    return tally;
  }
}
