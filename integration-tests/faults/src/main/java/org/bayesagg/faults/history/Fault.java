package org.bayesagg.faults.history;

/** What can happen. */
enum Fault {
  /** SIGKILL of the server, which is started again at once. */
  KILL_SERVER,
  /** The same, and again before it serves. */
  KILL_SERVER_TWICE,
  /** SIGTERM of the server, which drains and is started again. */
  RESTART_SERVER,
  /** SIGKILL of a process of workers, which is started again at once. */
  KILL_WORKER,
  /** SIGSTOP of the server for a while. */
  HOLD_SERVER,
  /** SIGSTOP of a process of workers for a while. */
  HOLD_WORKER,
  /** All connections are reset. */
  RESET,
  /** All connections are closed. */
  CLOSE,
  /** What workers say is lost for a while, then connections are reset. */
  DEAF_SERVER,
  /** What the server says is lost for a while, then connections are reset. */
  DEAF_WORKERS,
  /** Every packet comes later for a while. */
  DELAY,
  /** No packet comes for a while. */
  STALL,
  /** SIGKILL of the server, which finds bytes of its files changed. */
  FLIP_BYTES
}
