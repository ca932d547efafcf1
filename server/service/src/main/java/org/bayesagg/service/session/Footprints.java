package org.bayesagg.service.session;

import org.bayesagg.math.Footprint;

/** The memory of a session, known before it is made. */
final class Footprints {
  /** Far above every machine, and eight of them still add up in a long. */
  private static final double MOST = 0x1p59;

  private final StepMaths.Factory maths;

  Footprints(StepMaths.Factory maths) {
    this.maths = maths;
  }

  /**
   * The maths' own, and the answers kept: {@code replayWindow} directions of {@code
   * maxExamplesPerStep} examples. All workers of a synchronous step share that number of examples;
   * independent workers share it as long as their batches together are no larger. Gradient moments,
   * where a worker asks for them, come on top.
   */
  SessionFootprint of(SessionSettings settings) {
    Footprint own;
    try {
      own = maths.footprint(settings.spec(), settings.maxExamplesPerStep());
    } catch (ArithmeticException overflow) {
      return new SessionFootprint((long) MOST, (long) MOST, (long) MOST);
    }
    double kept =
        (double) settings.replayWindow()
            * settings.maxExamplesPerStep()
            * settings.spec().featureDim()
            * Float.BYTES;
    return new SessionFootprint(
        bounded((double) own.stateBytes()),
        bounded((double) own.scratchBytes()),
        bounded(kept) + bounded((double) own.storeBytes()));
  }

  private static long bounded(double bytes) {
    return (long) Math.min(bytes, MOST);
  }

  /** For people: three digits and a binary unit. */
  static String say(long bytes) {
    String[] units = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};
    double value = bytes;
    int unit = 0;
    while (value >= 1024 && unit < units.length - 1) {
      value /= 1024;
      unit++;
    }
    return unit == 0 || value >= 100
        ? Math.round(value) + " " + units[unit]
        : String.format(java.util.Locale.ROOT, "%.1f %s", value, units[unit]);
  }
}
