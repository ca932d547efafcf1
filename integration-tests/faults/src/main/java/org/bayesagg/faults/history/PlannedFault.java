package org.bayesagg.faults.history;

import java.util.ArrayList;
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

  /**
   * The faults of a seed, in their order. At least one kills the server.
   *
   * @param killsOnly whether all of them kill something
   */
  static List<PlannedFault> plan(long seed, boolean killsOnly, int processes) {
    Random random = new Random(seed * 0x9E3779B97F4A7C15L + 2);
    List<PlannedFault> faults = new ArrayList<>();
    int count = killsOnly ? 1 + random.nextInt(3) : FEWEST + random.nextInt(MORE);
    for (int i = 0; i < count; i++) {
      Fault fault = i == 0 ? Fault.KILL_SERVER : killsOnly ? kill(random) : any(random);
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
    List<Fault> all = List.of(Fault.values());
    return all.get(random.nextInt(all.size()));
  }

  @Override
  public String toString() {
    return String.format("%s at %.0f%%", fault, 100 * at);
  }
}
