package org.bayesagg.math.posterior;

/** The stored epoch has no room for the batch. Nothing has changed. */
public final class EpochFullException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  private final long limit;
  private final long asked;

  /** {@code limit} examples fit, {@code asked} would be stored. */
  public EpochFullException(long limit, long asked) {
    super(
        "exact_epoch keeps at most "
            + limit
            + " examples an epoch, this batch would make it "
            + asked);
    this.limit = limit;
    this.asked = asked;
  }

  /** Examples that fit. */
  public long limit() {
    return limit;
  }

  /** Examples there would be. */
  public long asked() {
    return asked;
  }
}
