package org.bayesagg.service.codec;

/** A question about a task that the session does not have. */
public final class UnknownTaskException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String task;

  /** Names the task. */
  public UnknownTaskException(String task) {
    super("the session has no task " + Problems.quote(task));
    this.task = task;
  }

  /** Its name, as asked for. */
  public String task() {
    return task;
  }
}
