package org.bayesagg.math;

import java.util.function.Consumer;
import org.bayesagg.math.spec.AggregationSpec;
import org.bayesagg.math.state.StateInput;

/**
 * An engine with another behind it: runs that it has no room for, and all once it is lost, go on
 * with the other, and nothing that they counted is lost. Thread-safe.
 */
public final class FailoverEngine implements Engine {
  private final Engine first;
  private final Engine second;
  private final Consumer<String> onMove;
  private volatile boolean lost;

  /**
   * Takes over both engines.
   *
   * @param onMove told why, each time that a run is left to the second engine
   */
  public FailoverEngine(Engine first, Engine second, Consumer<String> onMove) {
    this.first = first;
    this.second = second;
    this.onMove = onMove;
  }

  @Override
  public String name() {
    return lost ? second.name() : first.name();
  }

  @Override
  public String detail() {
    return lost ? second.detail() + "; lost: " + first.detail() : first.detail();
  }

  @Override
  public Run open(AggregationSpec spec) {
    if (!lost) {
      try {
        return new FailoverRun(this, spec, first.open(spec), new EvidenceLog(spec));
      } catch (EngineFullException e) {
        onMove.accept(e.getMessage());
      } catch (EngineLostException e) {
        lose(e);
      }
    }
    return second.open(spec);
  }

  @Override
  public Run restore(AggregationSpec spec, StateInput in) {
    // Read by the engine that cannot be lost: what was read can be read again no more.
    Run run = second.restore(spec, in);
    if (lost) {
      return run;
    }
    EvidenceLog log = new EvidenceLog(spec);
    log.copy(run);
    try {
      Run moved = log.replay(first);
      run.close();
      return new FailoverRun(this, spec, moved, log);
    } catch (EngineFullException e) {
      onMove.accept(e.getMessage());
    } catch (EngineLostException e) {
      lose(e);
    }
    return run;
  }

  /** The first engine is gone. */
  void lose(EngineLostException why) {
    boolean known = lost;
    lost = true;
    if (!known) {
      onMove.accept(why.getMessage());
    }
  }

  /** A run had no room. */
  void full(EngineFullException why) {
    onMove.accept(why.getMessage());
  }

  Engine second() {
    return second;
  }

  /** What the second engine takes: it may have to take every run. */
  @Override
  public Footprint footprint(AggregationSpec spec, int maxExamples) {
    return second.footprint(spec, maxExamples);
  }

  @Override
  public long openBytes() {
    return first.openBytes() + second.openBytes();
  }

  @Override
  public long memoryBytes() {
    return Long.MAX_VALUE;
  }

  @Override
  public boolean usable() {
    return true;
  }

  @Override
  public void close() {
    first.close();
    second.close();
  }
}
