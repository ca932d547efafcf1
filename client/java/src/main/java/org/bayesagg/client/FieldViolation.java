package org.bayesagg.client;

/**
 * One wrong field of a request.
 *
 * @param field where, as a path such as {@code tasks["age"].labels}
 * @param description what came and what was expected
 * @param reason the server's word for it, for programs
 */
public record FieldViolation(String field, String description, String reason) {}
