package org.bayesagg.cli.bench;

import java.util.List;
import java.util.Map;

/**
 * What was measured of one shape. NaN and null are what could not be.
 *
 * @param shape which
 * @param remote the rounds' medians of the latency, in milliseconds
 * @param p90 percentiles over all rounds, in milliseconds
 * @param p99 the same
 * @param p999 the same
 * @param steps measured steps
 * @param stepsPerSecond of all workers together
 * @param requestBytes of a step's arrays
 * @param answerBytes of a step's arrays
 * @param phases the server's time by phase, in milliseconds a step; empty where not told
 * @param allocatedBytes of the server's heap, a step; the mean of all shapes that take turns
 * @param allocatedPerMessageByte the same for each byte of the messages
 * @param rssBytes of the server after each round, or each stretch of a counted run
 * @param memory what the session was said to take and what it took; null where not measured
 * @param yardstick the rounds' medians of the yardstick, in milliseconds; null without one
 * @param yardstickMin the least of its steps, in milliseconds
 */
record ShapeResult(
    Shape shape,
    Spread remote,
    double p90,
    double p99,
    double p999,
    long steps,
    double stepsPerSecond,
    long requestBytes,
    long answerBytes,
    Map<Phase, Double> phases,
    double allocatedBytes,
    double allocatedPerMessageByte,
    List<Double> rssBytes,
    SessionMemory memory,
    Spread yardstick,
    double yardstickMin) {

  /** Bytes of a step's arrays, both ways. */
  long messageBytes() {
    return requestBytes + answerBytes;
  }

  /** Millions of bytes a second, both ways. */
  double megabytesPerSecond() {
    return stepsPerSecond * messageBytes() / 1e6;
  }

  /** The median of the remote rounds' medians, divided by the yardstick's; NaN without one. */
  double ratio() {
    return yardstick == null ? Double.NaN : remote.median() / yardstick.median();
  }

  /** What a step takes beside the maths, in milliseconds: wire and codec. */
  double aroundMaths() {
    double maths = 0;
    for (Phase phase : Phase.MATHS) {
      maths += phases.getOrDefault(phase, 0.0);
    }
    return Math.max(0, remote.median() - maths);
  }

  /** Resident memory of the server at the end; NaN where unknown. */
  double lastRssBytes() {
    return rssBytes.isEmpty() ? Double.NaN : rssBytes.get(rssBytes.size() - 1);
  }
}
