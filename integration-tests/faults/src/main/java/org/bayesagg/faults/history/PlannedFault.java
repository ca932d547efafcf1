package org.bayesagg.faults.history;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/**
 * A fault and when it comes.
 *
 * @param at part of all contributions that are acknowledged by then
 * @param jitterMillis what it waits beyond that
 * @param fault what happens
 * @param millis how long, or how long until the second time
 * @param process whose workers it is about
 */
record PlannedFault(double at, int jitterMillis, Fault fault, int millis, int process) {
  private static final int FEWEST = 4;
  private static final int MORE = 5;
  private static final List<Fault> ANY =
      Arrays.stream(Fault.values()).filter(each -> each != Fault.FLIP_BYTES).toList();

  /** The faults of a seed, in their order. At least one kills the server. */
  static List<PlannedFault> plan(long seed, Repertoire repertoire, int processes) {
    Random random = new Random(seed * 0x9E3779B97F4A7C15L + 2);
    List<PlannedFault> faults = new ArrayList<>();
    int count =
        repertoire == Repertoire.ALL ? FEWEST + random.nextInt(MORE) : 1 + random.nextInt(3);
    for (int i = 0; i < count; i++) {
      Fault fault =
          switch (repertoire) {
            case ALL -> i == 0 ? Fault.KILL_SERVER : any(random);
            case KILLS -> i == 0 ? Fault.KILL_SERVER : kill(random);
            case FLIPS -> Fault.FLIP_BYTES;
          };
      faults.add(
          new PlannedFault(
              0.02 + 0.93 * random.nextDouble(),
              random.nextInt(40),
              fault,
              100 + random.nextInt(900),
              random.nextInt(processes)));
    }
    faults.sort(Comparator.comparingDouble(PlannedFault::at));
    return faults;
  }

  private static Fault kill(Random random) {
    int draw = random.nextInt(10);
    return draw < 5 ? Fault.KILL_SERVER : draw < 6 ? Fault.KILL_SERVER_TWICE : Fault.KILL_WORKER;
  }

  private static Fault any(Random random) {
    return ANY.get(random.nextInt(ANY.size()));
  }

  /** What is random in the fault itself. */
  Random random() {
    return new Random(Double.doubleToLongBits(at));
  }

  @Override
  public String toString() {
    return String.format("%s at %.0f%%", fault, 100 * at);
  }
}
