package org.bayesagg.cli.quickstart;

import org.bayesagg.client.Preset;
import org.bayesagg.client.SessionOptions;
import org.bayesagg.client.SessionOptionsBuilder;
import org.bayesagg.client.TaskOptions;

/** What the quickstart's sessions ask of the service: a preset, and its defaults for all else. */
final class SessionChoices {
  private SessionChoices() {}

  /** The options of a run. */
  static SessionOptions of(Preset preset, TrainingSettings settings) {
    SessionOptionsBuilder options =
        SessionOptions.builder(settings.features())
            .preset(preset)
            .maxExamplesPerStep(settings.batchSize());
    for (DigitTask task : DigitTask.values()) {
      options.task(TaskOptions.of(task.id(), task.likelihood(), task.outputs()));
    }
    return options.build();
  }
}
