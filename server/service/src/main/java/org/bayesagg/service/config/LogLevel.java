package org.bayesagg.service.config;

/** How much is logged. */
public enum LogLevel {
  /** Faults of the server. */
  ERROR,
  /** What an operator should look at. */
  WARN,
  /** What happens to the server and its sessions. */
  INFO,
  /** What happens to calls. */
  DEBUG,
  /** Everything. */
  TRACE
}
