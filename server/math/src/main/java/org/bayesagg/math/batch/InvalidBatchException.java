package org.bayesagg.math.batch;

import java.util.List;
import java.util.stream.Collectors;
import org.bayesagg.math.spec.Violation;

/** A batch that may not reach the maths; names every wrong field. Nothing has changed. */
public final class InvalidBatchException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final transient List<Violation> violations;

  /** Names the wrong fields; at least one. */
  public InvalidBatchException(List<Violation> violations) {
    super(violations.stream().map(Violation::toString).collect(Collectors.joining("; ")));
    this.violations = List.copyOf(violations);
  }

  /** The wrong fields. */
  public List<Violation> violations() {
    return violations;
  }
}
