package org.bayesagg.service.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import org.bayesagg.v1.AggregateStreamRequest;
import org.bayesagg.v1.AggregateStreamResponse;
import org.bayesagg.v1.AggregationServiceGrpc;
import org.bayesagg.v1.GetServerInfoRequest;
import org.bayesagg.v1.GetServerInfoResponse;
import org.junit.jupiter.api.Test;

class ExceptionSafetyTest {
  /** A service whose every method breaks. */
  private static final class Broken extends AggregationServiceGrpc.AggregationServiceImplBase {
    @Override
    public void getServerInfo(
        GetServerInfoRequest request, StreamObserver<GetServerInfoResponse> out) {
      throw new IllegalStateException("secret");
    }

    @Override
    public StreamObserver<AggregateStreamRequest> aggregateStream(
        StreamObserver<AggregateStreamResponse> out) {
      throw new IllegalStateException("secret");
    }
  }

  @Test
  void call_thatThrows_endsWithFixedText() throws IOException {
    String name = InProcessServerBuilder.generateName();
    Server server =
        InProcessServerBuilder.forName(name)
            .directExecutor()
            .addService(new Broken())
            .intercept(new ExceptionSafety())
            .build()
            .start();
    ManagedChannel channel = InProcessChannelBuilder.forName(name).directExecutor().build();
    try {
      Throwable unary =
          catchThrowable(
              () ->
                  AggregationServiceGrpc.newBlockingStub(channel)
                      .getServerInfo(GetServerInfoRequest.getDefaultInstance()));
      RecordingStream stream = RecordingStream.open(AggregationServiceGrpc.newStub(channel));
      for (Throwable thrown : new Throwable[] {unary, stream.error}) {
        assertThat(Status.fromThrowable(thrown).getCode()).isEqualTo(Status.Code.INTERNAL);
        assertThat(thrown).hasMessageContaining(StatusMapping.INTERNAL_TEXT);
        assertThat(ServiceFixture.reason(thrown)).isEqualTo("INTERNAL");
      }
    } finally {
      channel.shutdownNow();
      server.shutdownNow();
    }
  }
}
