package org.bayesagg.faults.history;

/** Which faults a history has. */
public enum Repertoire {
  /** All but {@link Fault#FLIP_BYTES}. */
  ALL,
  /** Those that kill a process. */
  KILLS,
  /** {@link Fault#FLIP_BYTES} alone. */
  FLIPS
}
