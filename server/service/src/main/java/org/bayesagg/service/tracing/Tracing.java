package org.bayesagg.service.tracing;

import java.util.function.UnaryOperator;

/** Begins traces. Thread-safe. */
public interface Tracing extends AutoCloseable {
  /** Traces nothing. */
  Tracing OFF =
      new Tracing() {
        @Override
        public Trace begin(String method, UnaryOperator<String> headers) {
          return Trace.NONE;
        }

        @Override
        public void close() {}
      };

  /** Told how many spans were handed to the collector, for metrics. Thread-safe. */
  interface Outcome {
    /** The collector has taken so many. */
    void exported(int spans);

    /** So many were lost: the collector could not be reached, or refused them. */
    void failed(int spans);
  }

  /**
   * Begins a trace, or goes on with its caller's.
   *
   * @param method service and method, as gRPC names them
   * @param headers the value of a header, or null: {@code traceparent} and {@code tracestate} of
   *     W3C Trace Context are asked for. One that cannot be read is taken for none.
   */
  Trace begin(String method, UnaryOperator<String> headers);

  /** Hands over what is still to be told, for a moment. */
  @Override
  void close();
}
