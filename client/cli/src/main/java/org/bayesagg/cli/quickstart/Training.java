package org.bayesagg.cli.quickstart;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * One training run, the worker's side: features forward, a direction from elsewhere, trunk
 * backward, and each head by its own loss.
 */
final class Training {
  // Offsets that keep the streams of one seed apart.
  private static final long NETWORK_STREAM = 1_000_003L;
  private static final long BATCH_STREAM = 2_000_003L;

  private final TrainingSettings settings;
  private final DigitData data;
  private final long seed;

  /** Prepares runs that differ in nothing but the source of their directions. */
  Training(TrainingSettings settings, DigitData data, long seed) {
    this.settings = settings;
    this.data = data;
    this.seed = seed;
  }

  /**
   * Trains a fresh network.
   *
   * @param afterStep called after every step
   * @throws DivergedException if a feature stops being a finite number
   */
  RunResult run(DirectionSource source, Runnable afterStep) {
    Network network = Network.create(settings, data.train(), seed + NETWORK_STREAM);
    Adam adam = new Adam(parameters(network));
    Random random = new Random(seed + BATCH_STREAM);
    List<TestResult> curve = new ArrayList<>();
    curve.add(TestResult.of(network, data.test()));
    long nanos = 0;
    for (int epoch = 0; epoch < settings.epochs(); epoch++) {
      int[] order = DigitSplit.shuffled(data.train().count(), random);
      long start = System.nanoTime();
      for (int batch = 0; batch < settings.stepsPerEpoch(); batch++) {
        DigitPairs pairs =
            data.train().select(order, batch * settings.batchSize(), settings.batchSize());
        step(network, adam, source, pairs, epoch, epoch * settings.stepsPerEpoch() + batch);
        afterStep.run();
      }
      source.finishEpoch(epoch);
      nanos += System.nanoTime() - start;
      curve.add(TestResult.of(network, data.test()));
    }
    return new RunResult(curve, settings.steps() / (nanos / 1e9));
  }

  private void step(
      Network network, Adam adam, DirectionSource source, DigitPairs pairs, int epoch, int index) {
    int n = pairs.count();
    float[] h = network.trunk().forward(pairs.inputs(), n);
    DivergedException.check(h, epoch, index);
    List<float[]> outputGradients =
        network.heads().stream()
            .map(head -> head.outputGradients(head.outputs(h, n), pairs))
            .toList();
    CompletableFuture<float[]> direction =
        source.direction(new Step(epoch, index, n, h, pairs, network.heads(), outputGradients));
    // The heads' own gradients need no direction: this goes on while the answer is on its way.
    for (int i = 0; i < outputGradients.size(); i++) {
      network.heads().get(i).backward(h, outputGradients.get(i), n);
    }
    network.trunk().backward(await(direction), n);
    adam.step(settings.rate(index));
  }

  private static float[] await(CompletableFuture<float[]> direction) {
    try {
      return direction.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }

  private static List<Parameter> parameters(Network network) {
    List<Parameter> all = new ArrayList<>(network.trunk().parameters());
    network.heads().forEach(head -> all.add(head.weights()));
    return all;
  }
}
