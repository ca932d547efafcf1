package org.bayesagg.service.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bayesagg.service.session.Answer;
import org.bayesagg.service.session.ContributionKey;
import org.bayesagg.service.tracing.Trace;
import org.bayesagg.service.tracing.Tracing;
import org.bayesagg.v1.StreamedContribution;
import org.junit.jupiter.api.Test;

class StreamTracesTest {
  private final List<String> told = new ArrayList<>();

  private final StreamTraces traces =
      new StreamTraces(
          new Tracing() {
            @Override
            public Trace begin(String method, UnaryOperator<String> headers) {
              return new ToldTrace();
            }

            @Override
            public void close() {}
          });

  /** Writes down how it ends. */
  private final class ToldTrace implements Trace {
    @Override
    public void session(String id) {}

    @Override
    public void received(ContributionKey key, int examples, long decodeNanos) {}

    @Override
    public void answered(Answer answer, long queuedAt) {}

    @Override
    public void encoded(long since) {}

    @Override
    public void refused(String reason) {
      told.add(reason);
    }

    @Override
    public void end() {
      told.add("end");
    }
  }

  @Test
  void streamThatEnds_cancelsWhatWaits() {
    var unused = traces.begin(StreamedContribution.getDefaultInstance());
    traces.endAll();
    assertThat(told).containsExactly("CANCELLED", "end");
  }

  @Test
  void streamThatEndsWithItsAnswer_isNoError() {
    Trace trace = traces.begin(StreamedContribution.getDefaultInstance());
    traces.answered(trace);
    traces.endAll();
    assertThat(told).containsExactly("end");
    traces.endAll();
    assertThat(told).hasSize(1);
  }
}
