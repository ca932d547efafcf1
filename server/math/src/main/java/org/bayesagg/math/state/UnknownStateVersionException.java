package org.bayesagg.math.state;

/** A state whose layout is not known here: written by a newer program, or damaged. */
public final class UnknownStateVersionException extends CorruptStateException {
  private static final long serialVersionUID = 1L;

  private final int version;
  private final int newest;

  /** Layout {@code version} came, those up to {@code newest} are known. */
  public UnknownStateVersionException(int version, int newest) {
    super("the state has layout " + version + ", the newest known here is " + newest);
    this.version = version;
    this.newest = newest;
  }

  /** The layout that came. */
  public int version() {
    return version;
  }

  /** The newest known layout. */
  public int newest() {
    return newest;
  }
}
