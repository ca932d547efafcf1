package org.bayesagg.service.session;

/**
 * How far the reading of what is kept has come.
 *
 * @param total sessions kept
 * @param served those that are served again
 * @param setAside those that could not be read
 */
public record Recovery(int total, int served, int setAside) {}
