package org.bayesagg.cuda;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What runs are worked out on.
 *
 * @param choice which engine
 * @param device number of the GPU
 * @param memoryBytes of the GPU that may be used; 0 for {@value #PERCENT} % of what is free
 * @param lanes steps that run on the GPU at the same time
 * @param libraries folders in which the CUDA libraries are looked for first
 * @param kernelCache folder for compiled kernels; empty keeps none
 */
public record EngineSettings(
    Choice choice,
    int device,
    long memoryBytes,
    int lanes,
    List<Path> libraries,
    Optional<Path> kernelCache) {
  /** Part of the free memory that is used where nothing is said. */
  public static final int PERCENT = 90;

  /** Which engine. */
  public enum Choice {
    /** A GPU if one can be used, else the CPU; and the CPU for what a GPU has no room for. */
    AUTO,
    /** The CPU. */
    CPU,
    /** A GPU, or none at all. */
    CUDA
  }

  /** Keeps a copy of the folders. */
  public EngineSettings {
    libraries = List.copyOf(libraries);
  }

  /** The CPU and nothing else. */
  public static EngineSettings cpu() {
    return new EngineSettings(Choice.CPU, 0, 0, 1, List.of(), Optional.empty());
  }
}
