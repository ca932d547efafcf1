package org.bayesagg.service.storage;

/** What is done with a session of which something that was acknowledged is lost. */
public enum JournalRepair {
  /** It is set aside, so that somebody learns of it. */
  REFUSE,
  /** It goes on from what is left before the damage. */
  TRUNCATE
}
