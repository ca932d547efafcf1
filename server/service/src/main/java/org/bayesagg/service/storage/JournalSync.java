package org.bayesagg.service.storage;

/**
 * When the journal outlives the machine's power. That of the process it outlives in any case: an
 * acknowledged change is with the operating system.
 */
public enum JournalSync {
  /** When the operating system writes it: tens of seconds later. */
  NONE,
  /** After a second at the latest. */
  INTERVAL,
  /** Before it is acknowledged. */
  ALWAYS
}
