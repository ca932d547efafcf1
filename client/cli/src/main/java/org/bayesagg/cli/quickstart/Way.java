package org.bayesagg.cli.quickstart;

import java.awt.Color;
import java.util.Optional;
import org.bayesagg.client.Preset;

/**
 * A way of training the same network: initial weights, batches, epochs and optimiser are equal.
 * Colours are those of Okabe and Ito, which colour-blind people tell apart.
 */
enum Way {
  /** Four networks, one for each task: what delta-m compares with. */
  SINGLE("single task", "one network for each task, trained here", null, new Color(0x000000)),
  /** The mean of the tasks' gradients: multi-task training without aggregation. */
  MEAN("mean", "sum of the task losses, computed here", null, new Color(0xE69F00)),
  /** The service's default. */
  ROBUST("ROBUST", "the service with its default preset", Preset.ROBUST, new Color(0x0072B2)),
  /** The service with the paper's choices. */
  PAPER("PAPER", "the service with the paper's choices", Preset.PAPER, new Color(0xCC79A7));

  private final String label;
  private final String description;
  private final Preset preset;
  private final Color color;

  Way(String label, String description, Preset preset, Color color) {
    this.label = label;
    this.description = description;
    this.preset = preset;
    this.color = color;
  }

  /** The name for people. */
  String label() {
    return label;
  }

  /** What it is, in one line. */
  String description() {
    return description;
  }

  /** The service's preset; empty where directions are computed here. */
  Optional<Preset> preset() {
    return Optional.ofNullable(preset);
  }

  /** The colour of its curve. */
  Color color() {
    return color;
  }
}
