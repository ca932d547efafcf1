package org.bayesagg.service.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bayesagg.v1.AggregateStreamRequest;
import org.bayesagg.v1.AggregateStreamResponse;
import org.bayesagg.v1.AggregationServiceGrpc;
import org.bayesagg.v1.AggregationServiceGrpc.AggregationServiceImplBase;
import org.bayesagg.v1.StreamedContribution;
import org.bayesagg.v1.TensorChunk;
import org.junit.jupiter.api.Test;

class SharedBytesTest {
  private final List<AggregateStreamRequest> came = new ArrayList<>();
  private final List<Boolean> whole = new ArrayList<>();
  private boolean ended;

  @Test
  void stream_everyChunkIsWholeWhileItIsTaken() throws IOException {
    List<AggregateStreamRequest> sent =
        List.of(
            AggregateStreamRequest.newBuilder()
                .setContribution(StreamedContribution.newBuilder().setSequence(1))
                .build(),
            chunk(1),
            chunk(2),
            chunk(3));
    String name = InProcessServerBuilder.generateName();
    Server server =
        InProcessServerBuilder.forName(name)
            .directExecutor()
            .addService(SharedBytes.of(new Checking(sent), 64 << 20))
            .build()
            .start();
    ManagedChannel channel = InProcessChannelBuilder.forName(name).directExecutor().build();
    try {
      StreamObserver<AggregateStreamRequest> out =
          AggregationServiceGrpc.newStub(channel).aggregateStream(new Ignoring());
      sent.forEach(out::onNext);
      out.onCompleted();
    } finally {
      channel.shutdownNow();
      server.shutdownNow();
    }
    assertThat(whole).containsExactly(true, true, true, true);
    assertThat(came.get(1).getChunk().getData().byteAt(0))
        .as("its array served for the chunks after it")
        .isEqualTo((byte) 3);
    assertThat(ended).isTrue();
  }

  private static AggregateStreamRequest chunk(int value) {
    byte[] bytes = new byte[1 << 20];
    Arrays.fill(bytes, (byte) value);
    return AggregateStreamRequest.newBuilder()
        .setChunk(TensorChunk.newBuilder().setSequence(1).setData(ByteString.copyFrom(bytes)))
        .build();
  }

  private final class Checking extends AggregationServiceImplBase {
    private final List<AggregateStreamRequest> sent;

    Checking(List<AggregateStreamRequest> sent) {
      this.sent = sent;
    }

    @Override
    public StreamObserver<AggregateStreamRequest> aggregateStream(
        StreamObserver<AggregateStreamResponse> out) {
      return new StreamObserver<>() {
        @Override
        public void onNext(AggregateStreamRequest frame) {
          whole.add(frame.equals(sent.get(came.size())));
          came.add(frame);
        }

        @Override
        public void onError(Throwable cause) {
          throw new AssertionError(cause);
        }

        @Override
        public void onCompleted() {
          ended = true;
          out.onCompleted();
        }
      };
    }
  }

  private static final class Ignoring implements StreamObserver<AggregateStreamResponse> {
    @Override
    public void onNext(AggregateStreamResponse frame) {}

    @Override
    public void onError(Throwable cause) {}

    @Override
    public void onCompleted() {}
  }
}
