package org.bayesagg.client;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * One worker's part of one step. (session, epoch, step, worker) names it: sent again, by the client
 * or by the caller, it gets the same answer and adds nothing.
 *
 * <p>Arrays are not copied: they are read once, when the contribution is sent, and are the caller's
 * again when {@code aggregate} or {@code aggregateAsync} has returned.
 */
public final class Contribution {
  final String worker;
  final long epoch;
  final long step;
  final String shard;
  final float[] features;
  final List<TaskInput> tasks;
  final float[] exampleWeights;
  final boolean omitDirection;
  final Set<StepOutput> outputs;
  final ElementType featureType;
  final ElementType answerType;

  private Contribution(Builder builder) {
    worker = builder.worker;
    epoch = builder.epoch;
    step = builder.step;
    shard = builder.shard;
    features = Objects.requireNonNull(builder.features, "features");
    tasks = List.copyOf(builder.tasks);
    exampleWeights = builder.exampleWeights;
    omitDirection = builder.omitDirection;
    outputs = builder.outputs.clone();
    featureType = builder.featureType;
    answerType = builder.answerType;
  }

  /**
   * Starts a contribution.
   *
   * @param worker who contributes, unique among the session's workers
   * @param epoch the worker's epoch, from 0; the first contribution to the next one ends it
   * @param step the worker's step, from 0, rising within the epoch
   */
  public static Builder builder(String worker, long epoch, long step) {
    return new Builder(worker, epoch, step);
  }

  /** Who contributes. */
  public String worker() {
    return worker;
  }

  /** The worker's epoch. */
  public long epoch() {
    return epoch;
  }

  /** The worker's step. */
  public long step() {
    return step;
  }

  /** Collects a contribution's parts. */
  public static final class Builder {
    private final String worker;
    private final long epoch;
    private final long step;
    private final List<TaskInput> tasks = new ArrayList<>();
    private final EnumSet<StepOutput> outputs = EnumSet.noneOf(StepOutput.class);
    private String shard;
    private float[] features;
    private float[] exampleWeights;
    private boolean omitDirection;
    private ElementType featureType = ElementType.F32;
    private ElementType answerType = ElementType.F32;

    private Builder(String worker, long epoch, long step) {
      this.worker = Objects.requireNonNull(worker, "worker");
      this.epoch = epoch;
      this.step = step;
    }

    /** The last shared layer's output: [n, d], row-major. */
    public Builder features(float[] values) {
      features = values;
      return this;
    }

    /** Adds a task; a task left out has no labels here. */
    public Builder task(TaskInput input) {
      tasks.add(Objects.requireNonNull(input, "input"));
      return this;
    }

    /** A weight for each example, at least 0: [n]; multiplies its evidence and its direction. */
    public Builder exampleWeights(float[] values) {
      exampleWeights = values;
      return this;
    }

    /** Names the block of examples whose tasks several workers share (synchronous steps only). */
    public Builder shard(String name) {
      shard = name;
      return this;
    }

    /** Asks for more than the direction. */
    public Builder include(StepOutput... more) {
      outputs.addAll(List.of(more));
      return this;
    }

    /** Leaves the direction out of the answer. */
    public Builder omitDirection() {
      omitDirection = true;
      return this;
    }

    /**
     * How features and output gradients are sent: F32 (also where not called), BF16 or F16. Labels,
     * heads and weights are always sent as F32.
     */
    public Builder featureType(ElementType type) {
      if (type == ElementType.F64) {
        throw new IllegalArgumentException("F64 features: float values are sent as F32 at most");
      }
      featureType = Objects.requireNonNull(type, "type");
      return this;
    }

    /** How direction and gradient moments are answered; F32 where not called. */
    public Builder answerType(ElementType type) {
      answerType = Objects.requireNonNull(type, "type");
      return this;
    }

    /** Freezes the contribution; its shapes are checked when it is sent. */
    public Contribution build() {
      return new Contribution(this);
    }
  }
}
