package org.bayesagg.math.spec;

/**
 * One wrong field.
 *
 * @param field where, as a path, for example {@code tasks["age"].labels}
 * @param got what came
 * @param expected what was expected
 */
public record Violation(String field, String got, String expected) {
  @Override
  public String toString() {
    return field + ": got " + got + ", expected " + expected;
  }
}
