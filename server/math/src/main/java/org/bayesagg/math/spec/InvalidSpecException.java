package org.bayesagg.math.spec;

import java.util.List;
import java.util.stream.Collectors;

/** A specification that makes no sense; names every wrong field. */
public final class InvalidSpecException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final transient List<Violation> violations;

  /** Names the wrong fields; at least one. */
  public InvalidSpecException(List<Violation> violations) {
    super(violations.stream().map(Violation::toString).collect(Collectors.joining("; ")));
    this.violations = List.copyOf(violations);
  }

  /** The wrong fields. */
  public List<Violation> violations() {
    return violations;
  }
}
