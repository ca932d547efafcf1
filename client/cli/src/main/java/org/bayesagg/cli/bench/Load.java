package org.bayesagg.cli.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.bayesagg.cli.server.Endpoint;

/** Sessions of one shape, or of several that take turns, and a thread for each of their workers. */
final class Load implements AutoCloseable {
  private final List<Shape> shapes;
  private final Map<Shape, List<Lane>> lanes = new LinkedHashMap<>();
  private final List<ShapeSession> sessions = new ArrayList<>();
  private final ExecutorService threads;
  private final int workers;
  private volatile boolean failed;

  private Load(List<Shape> shapes, int workers) {
    this.shapes = shapes;
    this.workers = workers;
    threads = Executors.newFixedThreadPool(workers);
  }

  /**
   * What a segment came to.
   *
   * @param samples by shape
   * @param seconds from the first step's start to the last one's end
   */
  record Outcome(Map<Shape, Sample> samples, double seconds) {
    /** Steps of all shapes. */
    long steps() {
      return samples.values().stream().mapToLong(Sample::steps).sum();
    }
  }

  /** Creates the sessions and brings them to where a posterior is used. */
  static Load open(Endpoint target, List<Shape> shapes, BenchOptions options) {
    return open(target, shapes, options, ShapeSession.Terms.STANDARD);
  }

  /** The same on other terms. */
  static Load open(
      Endpoint target, List<Shape> shapes, BenchOptions options, ShapeSession.Terms terms) {
    Load load = new Load(shapes, options.lanes());
    try {
      for (Shape shape : shapes) {
        List<Lane> all = new ArrayList<>();
        for (int i = 0; i < options.sessions(); i++) {
          ShapeSession session = ShapeSession.open(target, shape, options, terms);
          load.sessions.add(session);
          all.addAll(session.lanes());
        }
        load.lanes.put(shape, all);
      }
      return load;
    } catch (RuntimeException e) {
      load.close();
      throw e;
    }
  }

  /**
   * Runs a segment.
   *
   * @param rate steps a second of all workers; 0: closed loop
   */
  Outcome run(Segment segment, double rate) {
    List<Pace> paces = segment.paces(workers, rate, Clock.SYSTEM);
    List<Future<?>> running = new ArrayList<>();
    long start = System.nanoTime();
    for (int i = 0; i < workers; i++) {
      int worker = i;
      running.add(threads.submit(() -> work(worker, paces.get(worker))));
    }
    running.forEach(Load::await);
    double seconds = (System.nanoTime() - start) / 1e9;
    Map<Shape, Sample> samples = new LinkedHashMap<>();
    lanes.forEach(
        (shape, all) -> {
          Sample sum = new Sample();
          all.forEach(lane -> sum.add(lane.takeSample()));
          samples.put(shape, sum);
        });
    return new Outcome(samples, seconds);
  }

  /** The workers of each session of a shape, while no segment runs. */
  List<List<Lane>> lanes(Shape shape) {
    List<Lane> all = lanes.get(shape);
    int each = all.size() * shapes.size() / sessions.size();
    return IntStream.iterate(0, i -> i < all.size(), i -> i + each)
        .mapToObj(i -> all.subList(i, i + each))
        .toList();
  }

  /** Memory that the sessions were said to take when they were created. */
  long footprintBytes() {
    return sessions.stream().mapToLong(ShapeSession::footprintBytes).sum();
  }

  private void work(int worker, Pace pace) {
    try {
      for (int turn = 0; !failed; turn = (turn + 1) % shapes.size()) {
        long from = pace.next();
        if (from == Pace.OVER) {
          return;
        }
        lanes.get(shapes.get(turn)).get(worker).timedStep(from);
      }
    } catch (RuntimeException e) {
      failed = true;
      throw e;
    }
  }

  private static void await(Future<?> running) {
    try {
      running.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while steps are measured", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  /** Ends the threads and deletes the sessions. */
  @Override
  public void close() {
    failed = true;
    threads.shutdown();
    sessions.forEach(ShapeSession::close);
  }
}
