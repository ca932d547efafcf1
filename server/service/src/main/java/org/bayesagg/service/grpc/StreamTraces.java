package org.bayesagg.service.grpc;

import io.grpc.Status;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.bayesagg.service.tracing.Trace;
import org.bayesagg.service.tracing.Tracing;
import org.bayesagg.v1.AggregationServiceGrpc;
import org.bayesagg.v1.StreamedContribution;

/** The traces of one stream's contributions; those that are open when it ends end with it. */
final class StreamTraces {
  static final String METHOD =
      AggregationServiceGrpc.getAggregateStreamMethod().getFullMethodName();

  private final Tracing tracing;
  private final Set<Trace> open = ConcurrentHashMap.newKeySet();

  /** Those of {@code open} that are told how they ended. */
  private final Set<Trace> answered = ConcurrentHashMap.newKeySet();

  StreamTraces(Tracing tracing) {
    this.tracing = tracing;
  }

  /** That of a contribution whose first frame has come. */
  Trace begin(StreamedContribution frame) {
    Trace trace =
        tracing.begin(
            METHOD,
            name ->
                name.equals("traceparent") && !frame.getTraceParent().isEmpty()
                    ? frame.getTraceParent()
                    : null);
    if (trace != Trace.NONE) {
      open.add(trace);
    }
    return trace;
  }

  /** Its answer, or its error, begins to leave: a caller that has it may end the stream at once. */
  void answered(Trace trace) {
    if (trace != Trace.NONE) {
      answered.add(trace);
    }
  }

  /** The contribution is answered, and the answer has left. */
  void end(Trace trace) {
    if (trace != Trace.NONE) {
      open.remove(trace);
      answered.remove(trace);
      trace.end();
    }
  }

  /** The stream has ended. */
  void endAll() {
    open.forEach(
        trace -> {
          if (!answered.contains(trace)) {
            trace.refused(Status.Code.CANCELLED.name());
          }
          end(trace);
        });
  }
}
