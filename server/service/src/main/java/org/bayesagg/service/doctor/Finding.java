package org.bayesagg.service.doctor;

/**
 * What was looked at and how it is.
 *
 * @param state whether it will do
 * @param what was looked at
 * @param found how it is
 * @param remedy what mends it; empty where nothing needs mending
 */
public record Finding(State state, String what, String found, String remedy) {
  /** Whether something will do. */
  public enum State {
    /** It will. */
    WELL,
    /** It will, but not for long, or not as well as it could. */
    DOUBTFUL,
    /** A server cannot start, or not serve, with it. */
    WRONG
  }

  static Finding well(String what, String found) {
    return new Finding(State.WELL, what, found, "");
  }

  static Finding doubtful(String what, String found, String remedy) {
    return new Finding(State.DOUBTFUL, what, found, remedy);
  }

  static Finding wrong(String what, String found, String remedy) {
    return new Finding(State.WRONG, what, found, remedy);
  }
}
