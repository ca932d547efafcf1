package org.bayesagg.client;

/**
 * A session that is kept and not served.
 *
 * @param id its name
 * @param reason what cannot be read, with the file and the remedy
 */
public record SetAsideSession(String id, String reason) {}
