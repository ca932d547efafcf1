package org.bayesagg.client;

/**
 * One wrong field of a request.
 *
 * @param field where, as a path such as {@code tasks["age"].labels}
 * @param description what came and what was expected
 */
public record FieldViolation(String field, String description) {}
