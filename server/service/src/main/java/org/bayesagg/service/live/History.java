package org.bayesagg.service.live;

import java.util.ArrayList;
import java.util.List;

/**
 * The last points of a session, one a second in which it stepped. Not thread-safe.
 *
 * <p>A point with many tasks takes more memory: there are then fewer of them.
 */
final class History {
  private static final int MOST_POINTS = 600;
  private static final int LEAST_POINTS = 60;

  /** Values of all tasks of all points together. */
  private static final int TASK_VALUES = 12_000;

  /**
   * One second.
   *
   * @param time seconds since 1970
   * @param step steps counted by then
   * @param stepsPerSecond since the last point
   * @param p50 median latency in milliseconds
   * @param p99 the same, of the slowest in a hundred
   * @param shares by task; empty: unknown
   * @param variances by task; empty: unknown
   */
  record Point(
      double time,
      long step,
      double stepsPerSecond,
      double p50,
      double p99,
      double[] shares,
      double[] variances) {}

  private final Point[] points;
  private long added;

  History(int tasks) {
    int room = TASK_VALUES / Math.max(1, tasks);
    points = new Point[Math.min(MOST_POINTS, Math.max(LEAST_POINTS, room))];
  }

  void add(Point point) {
    points[(int) (added++ % points.length)] = point;
  }

  /** Points added so far. */
  long added() {
    return added;
  }

  /** Those that are kept of the ones added after the first {@code seen}. */
  List<Point> after(long seen) {
    List<Point> kept = new ArrayList<>();
    for (long i = Math.max(seen, added - points.length); i < added; i++) {
      kept.add(points[(int) (i % points.length)]);
    }
    return kept;
  }
}
