package org.bayesagg.math.state;

/** A state that no run with this specification can have written; says what was found. */
public class CorruptStateException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /** Says what was found and what was expected. */
  public CorruptStateException(String message) {
    super(message);
  }

  /** As the other, where something else told. */
  public CorruptStateException(String message, Throwable cause) {
    super(message, cause);
  }
}
