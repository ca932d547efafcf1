package org.bayesagg.service.codec;

import java.util.List;
import java.util.stream.Collectors;

/** A request whose form is wrong; names every wrong field. Nothing has changed. */
public final class InvalidRequestException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<FieldViolation> violations;

  /** Names the wrong fields; at least one. */
  public InvalidRequestException(List<FieldViolation> violations) {
    super(
        violations.stream()
            .map(wrong -> wrong.violation().toString())
            .collect(Collectors.joining("; ")));
    this.violations = List.copyOf(violations);
  }

  /** One wrong field. */
  public InvalidRequestException(FieldReason reason, String field, String got, String expected) {
    this(List.of(FieldViolation.of(reason, field, got, expected)));
  }

  /** The wrong fields. */
  public List<FieldViolation> violations() {
    return violations;
  }
}
