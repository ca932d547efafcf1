package org.bayesagg.faults.play;

import java.nio.ByteBuffer;
import org.bayesagg.client.SessionPhase;
import org.bayesagg.client.StepAnswer;

/**
 * An answer as a worker has noted it down. The array is not copied.
 *
 * @param place what it answers
 * @param duplicate it had been counted before
 * @param late it was a batch of its own
 * @param bayesian a prior stood
 * @param restarted the worker had just been started again and repeated itself
 * @param countedEpoch where its evidence counted
 * @param contributions of its step
 * @param direction [n, d]
 */
public record Acknowledged(
    Place place,
    boolean duplicate,
    boolean late,
    boolean bayesian,
    boolean restarted,
    long countedEpoch,
    int contributions,
    float[] direction) {
  private static final int FIXED = 3 * Long.BYTES + Integer.BYTES + Integer.BYTES;

  /** Notes down an answer. */
  public static Acknowledged of(StepAnswer answer, boolean restarted) {
    return new Acknowledged(
        new Place(answer.epoch(), answer.step()),
        answer.duplicate(),
        answer.late(),
        answer.phase() == SessionPhase.BAYESIAN,
        restarted,
        answer.countedEpoch(),
        answer.contributions(),
        answer.direction().floats());
  }

  byte[] bytes() {
    ByteBuffer out = ByteBuffer.allocate(FIXED + Float.BYTES * direction.length);
    out.putLong(place.epoch()).putLong(place.step()).putLong(countedEpoch).putInt(contributions);
    out.putInt(flag(duplicate, 1) | flag(late, 2) | flag(bayesian, 4) | flag(restarted, 8));
    out.asFloatBuffer().put(direction);
    return out.array();
  }

  private static int flag(boolean set, int bit) {
    return set ? bit : 0;
  }

  static Acknowledged read(ByteBuffer in) {
    Place place = new Place(in.getLong(), in.getLong());
    long countedEpoch = in.getLong();
    int contributions = in.getInt();
    int flags = in.getInt();
    float[] direction = new float[in.remaining() / Float.BYTES];
    in.asFloatBuffer().get(direction);
    return new Acknowledged(
        place,
        (flags & 1) != 0,
        (flags & 2) != 0,
        (flags & 4) != 0,
        (flags & 8) != 0,
        countedEpoch,
        contributions,
        direction);
  }
}
