package org.bayesagg.faults.play;

/**
 * Where a worker is.
 *
 * @param epoch from 0
 * @param step from 0 within the epoch
 */
public record Place(long epoch, long step) implements Comparable<Place> {
  @Override
  public int compareTo(Place other) {
    int epochs = Long.compare(epoch, other.epoch);
    return epochs != 0 ? epochs : Long.compare(step, other.step);
  }

  /** The one after it in epochs of {@code steps} steps. */
  Place next(int steps) {
    return step + 1 < steps ? new Place(epoch, step + 1) : new Place(epoch + 1, 0);
  }
}
