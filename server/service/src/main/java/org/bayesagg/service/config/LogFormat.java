package org.bayesagg.service.config;

/** How lines of the log look. */
public enum LogFormat {
  /** For people. */
  TEXT,
  /** One JSON object a line. */
  JSON
}
