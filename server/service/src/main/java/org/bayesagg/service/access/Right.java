package org.bayesagg.service.access;

/** What somebody may do with a session. Each includes those before it. */
public enum Right {
  /** See it: its state, its posteriors, its predictions. */
  READ,
  /** Take part in it: join, contribute, end epochs, leave. */
  CONTRIBUTE,
  /** Decide over it: create, resize, delete, export, import. */
  ADMINISTER;

  /** Whether who has this has that as well. */
  public boolean includes(Right other) {
    return compareTo(other) >= 0;
  }
}
