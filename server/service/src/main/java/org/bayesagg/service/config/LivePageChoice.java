package org.bayesagg.service.config;

/** Whether the live page is served. */
public enum LivePageChoice {
  /** Where HTTP is for this machine alone. */
  AUTO,
  /** Wherever HTTP listens. */
  ON,
  /** Nowhere. */
  OFF
}
