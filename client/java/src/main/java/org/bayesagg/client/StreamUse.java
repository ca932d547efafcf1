package org.bayesagg.client;

/** How contributions travel. */
public enum StreamUse {
  /**
   * Unary calls for small contributions with small answers, one after the other; the stream for the
   * rest.
   */
  AUTO,
  /** All on the session's stream. */
  ALWAYS
}
