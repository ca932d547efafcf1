package org.bayesagg.service.storage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.bayesagg.math.CpuEngine;
import org.bayesagg.math.StepOutputs;
import org.bayesagg.math.batch.Batch;
import org.bayesagg.math.batch.Observation;
import org.bayesagg.math.batch.TaskBatch;
import org.bayesagg.math.spec.AggregationSpec;
import org.bayesagg.math.spec.LikelihoodKind;
import org.bayesagg.math.spec.PriorRefresh;
import org.bayesagg.math.spec.TaskSpec;
import org.bayesagg.service.session.Answer;
import org.bayesagg.service.session.Contribution;
import org.bayesagg.service.session.ContributionKey;
import org.bayesagg.service.session.DefaultSessionRegistry;
import org.bayesagg.service.session.Recovery;
import org.bayesagg.service.session.Session;
import org.bayesagg.service.session.SessionLimits;
import org.bayesagg.service.session.SessionListener;
import org.bayesagg.service.session.SessionSettings;
import org.bayesagg.service.session.SessionStorage;

/** Sessions over a data directory, on the maths that the server runs, and what workers send. */
final class KeptServer implements AutoCloseable {
  static final int DIM = 5;
  private static final int EXAMPLES = 7;

  private final CpuEngine engine = CpuEngine.create(1);
  private final SessionStorage storage;
  final DefaultSessionRegistry registry;
  final Recovery recovered;

  private KeptServer(SessionStorage storage) {
    this.storage = storage;
    this.registry =
        DefaultSessionRegistry.open(
            engine,
            storage,
            new SessionLimits(8, 1L << 30, 1L << 30, 8, 64),
            2,
            SessionListener.NONE);
    this.recovered = registry.recover(now -> {});
  }

  /** Contributions are large, epochs and sessions are not. */
  static StorageSettings settings(Path folder) {
    return new StorageSettings(
        folder, JournalSync.NONE, JournalRepair.REFUSE, 1_500, Duration.ofMinutes(1), 0, 200);
  }

  static KeptServer open(Path folder) {
    return open(settings(folder));
  }

  static KeptServer open(StorageSettings settings) {
    return new KeptServer(EmbeddedStorage.open(settings, StorageListener.NONE));
  }

  static KeptServer ephemeral() {
    return new KeptServer(SessionStorage.NONE);
  }

  static SessionSettings session(PriorRefresh refresh) {
    AggregationSpec spec =
        AggregationSpec.builder(DIM)
            .task(TaskSpec.builder("price", LikelihoodKind.GAUSSIAN))
            .task(TaskSpec.builder("sold", LikelihoodKind.BERNOULLI))
            .priorRefresh(refresh)
            .build();
    return new SessionSettings(spec, null, Duration.ofMinutes(10), 64, 2);
  }

  Session create(String id, PriorRefresh refresh) {
    return registry.create(id, "print", session(refresh));
  }

  /** Contributes what {@link #contribution} makes; waits for the answer. */
  Answer send(String session, long epoch, long step) {
    return get(registry.get(session).contribute(contribution(session, epoch, step)));
  }

  void finish(String session, long epoch) {
    get(registry.get(session).finishEpoch("w", epoch));
  }

  static Contribution contribution(String session, long epoch, long step) {
    Random random = new Random(31L * session.hashCode() + 1000 * epoch + step);
    List<TaskBatch> tasks = new ArrayList<>();
    for (int t = 0; t < 2; t++) {
      float[] labels = new float[EXAMPLES];
      for (int i = 0; i < EXAMPLES; i++) {
        labels[i] = t == 1 ? random.nextInt(2) : (float) random.nextGaussian();
      }
      tasks.add(new TaskBatch(new Observation.Dense(labels), null, normal(random, DIM + 1)));
    }
    Batch batch = new Batch(EXAMPLES, normal(random, EXAMPLES * DIM), tasks, null);
    return new Contribution(
        new ContributionKey("w", epoch, step),
        "w",
        batch,
        StepOutputs.DIRECTION,
        step,
        System.nanoTime());
  }

  private static float[] normal(Random random, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  static <T> T get(CompletableFuture<T> future) {
    return future.orTimeout(30, TimeUnit.SECONDS).join();
  }

  /** What {@code kill -9} would leave now: nothing is written while it is copied. */
  Path image(Path folder, Path to) {
    settle();
    return copy(folder, to);
  }

  /** Returns when the snapshots that were due are written. */
  void settle() {
    for (Session session : registry.list()) {
      // A turn after those of the steps, which may begin a snapshot.
      session.posterior(0, false, false).handle((view, failure) -> view).join();
    }
    ((EmbeddedStorage) storage).awaitBackground();
  }

  static Path copy(Path folder, Path to) {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path from : (Iterable<Path>) all::iterator) {
        Path target = to.resolve(folder.relativize(from).toString());
        if (Files.isDirectory(from)) {
          Files.createDirectories(target);
        } else {
          Files.copy(from, target);
        }
      }
      return to;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    registry.close();
    storage.close();
    engine.close();
  }
}
