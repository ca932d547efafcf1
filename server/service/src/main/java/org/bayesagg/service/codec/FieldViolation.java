package org.bayesagg.service.codec;

import org.bayesagg.math.spec.Violation;

/**
 * One wrong field of a request.
 *
 * @param reason why, for machines
 * @param task the name of the task it belongs to; empty where it belongs to none
 * @param violation where, what came and what was expected, for people
 */
public record FieldViolation(FieldReason reason, String task, Violation violation) {
  /** A field that belongs to no task. */
  public static FieldViolation of(FieldReason reason, String field, String got, String expected) {
    return new FieldViolation(reason, "", new Violation(field, got, expected));
  }

  /** What came and what was expected, in one sentence. */
  public String description() {
    String what = "got " + violation.got() + ", expected " + violation.expected();
    return task.isEmpty() ? what : "task \"" + task + "\": " + what;
  }
}
