package org.bayesagg.math;

/**
 * What a run is worked out on is gone, and with it all that the run kept there. The run can only be
 * closed; it goes on elsewhere from what was saved of it.
 */
public class EngineLostException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** With what happened. */
  public EngineLostException(String message) {
    super(message);
  }
}
