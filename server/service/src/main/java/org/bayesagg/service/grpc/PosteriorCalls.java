package org.bayesagg.service.grpc;

import com.google.common.collect.Iterators;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;
import org.bayesagg.math.PosteriorView;
import org.bayesagg.math.Prediction;
import org.bayesagg.math.spec.AggregationSpec;
import org.bayesagg.service.access.Right;
import org.bayesagg.service.codec.FeaturesDecoder;
import org.bayesagg.service.codec.PosteriorEncoder;
import org.bayesagg.service.codec.TaskSelection;
import org.bayesagg.service.codec.TensorPlacement;
import org.bayesagg.service.session.Session;
import org.bayesagg.v1.GetPosteriorRequest;
import org.bayesagg.v1.GetPosteriorResponse;
import org.bayesagg.v1.PosteriorHeader;
import org.bayesagg.v1.PredictRequest;
import org.bayesagg.v1.PredictResponse;

/** Questions about posteriors. */
final class PosteriorCalls {
  private final GuardedSessions sessions;
  private final Stalls stalls;
  private final long maxFeatureBytes;
  private final long maxMessageBytes;

  PosteriorCalls(
      GuardedSessions sessions, Stalls stalls, long maxFeatureBytes, long maxMessageBytes) {
    this.sessions = sessions;
    this.stalls = stalls;
    this.maxFeatureBytes = maxFeatureBytes;
    this.maxMessageBytes = maxMessageBytes;
  }

  /** Writes one header and the chunks of its announced tensors. */
  @SuppressWarnings("FutureReturnValueIgnored") // the callback answers every failure
  void getPosterior(
      GetPosteriorRequest request, ServerCallStreamObserver<GetPosteriorResponse> out) {
    FrameWriter<GetPosteriorResponse> writer = new FrameWriter<>(out, stalls);
    out.setOnCancelHandler(writer::cancel);
    try {
      Session session = sessions.find(Right.READ, request.getSessionId(), request.getFingerprint());
      AggregationSpec spec = session.settings().spec();
      int[] tasks = TaskSelection.of(spec, request.getTasksList());
      each(tasks, task -> session.posterior(task, request.getPrecision(), request.getCovariance()))
          .whenComplete(
              (views, thrown) -> {
                if (thrown != null) {
                  writer.fail(thrown);
                } else {
                  long epoch = session.state().epoch();
                  writer.write(() -> frames(spec, tasks, views, epoch), writer::complete);
                }
              });
    } catch (RuntimeException e) {
      writer.fail(e);
    }
  }

  private static Iterator<GetPosteriorResponse> frames(
      AggregationSpec spec, int[] tasks, List<PosteriorView> views, long epoch) {
    TensorPlacement placement = TensorPlacement.streamed();
    PosteriorHeader.Builder header = PosteriorHeader.newBuilder().setEpoch(epoch);
    for (int i = 0; i < tasks.length; i++) {
      header.addTasks(PosteriorEncoder.encode(spec, tasks[i], views.get(i), placement));
    }
    return Iterators.concat(
        Iterators.singletonIterator(GetPosteriorResponse.newBuilder().setHeader(header).build()),
        Iterators.transform(
            placement.chunks(0),
            chunk -> GetPosteriorResponse.newBuilder().setChunk(chunk).build()));
  }

  /** Predictions of the tasks asked for. */
  CompletableFuture<PredictResponse> predict(PredictRequest request) {
    Session session = sessions.find(Right.READ, request.getSessionId(), request.getFingerprint());
    AggregationSpec spec = session.settings().spec();
    int[] tasks = TaskSelection.of(spec, request.getTasksList());
    FeaturesDecoder.Features features =
        FeaturesDecoder.decode(request, spec.featureDim(), maxFeatureBytes);
    CompletableFuture<List<Prediction>> predictions =
        each(tasks, task -> session.predict(task, features.values(), features.examples()));
    return predictions.thenApply(
        all -> {
          TensorPlacement placement = TensorPlacement.unary(maxMessageBytes);
          PredictResponse.Builder response = PredictResponse.newBuilder();
          for (int i = 0; i < tasks.length; i++) {
            response.addTasks(
                PosteriorEncoder.encode(
                    spec.tasks().get(tasks[i]), all.get(i), features.examples(), placement));
          }
          return response.build();
        });
  }

  /** The answers for all tasks, in order. */
  private static <T> CompletableFuture<List<T>> each(
      int[] tasks, IntFunction<CompletableFuture<T>> ask) {
    List<CompletableFuture<T>> asked = new ArrayList<>();
    for (int task : tasks) {
      asked.add(ask.apply(task));
    }
    return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new))
        .thenApply(done -> asked.stream().map(CompletableFuture::join).toList());
  }
}
