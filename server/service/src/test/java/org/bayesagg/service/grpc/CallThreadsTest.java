package org.bayesagg.service.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.ServerCallHandler;
import io.grpc.ServerServiceDefinition;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ServerCalls;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.bayesagg.v1.AggregateRequest;
import org.bayesagg.v1.AggregateResponse;
import org.bayesagg.v1.AggregationServiceGrpc;
import org.bayesagg.v1.GetServerInfoRequest;
import org.bayesagg.v1.GetServerInfoResponse;
import org.junit.jupiter.api.Test;

class CallThreadsTest {
  private final List<String> threads = new CopyOnWriteArrayList<>();

  private <Q, R> ServerCallHandler<Q, R> answers(R response) {
    return ServerCalls.asyncUnaryCall(
        (request, out) -> {
          threads.add(Thread.currentThread().getName());
          out.onNext(response);
          out.onCompleted();
        });
  }

  @Test
  void getExecutor_contributionsStayWhereTheyWereRead_otherCallsGoToThePool() throws Exception {
    ExecutorService pool = Executors.newSingleThreadExecutor(task -> new Thread(task, "pool"));
    String name = InProcessServerBuilder.generateName();
    Server server =
        InProcessServerBuilder.forName(name)
            .directExecutor()
            .callExecutor(new CallThreads(pool))
            .addService(
                ServerServiceDefinition.builder(AggregationServiceGrpc.SERVICE_NAME)
                    .addMethod(
                        AggregationServiceGrpc.getAggregateMethod(),
                        answers(AggregateResponse.getDefaultInstance()))
                    .addMethod(
                        AggregationServiceGrpc.getGetServerInfoMethod(),
                        answers(GetServerInfoResponse.getDefaultInstance()))
                    .build())
            .build()
            .start();
    ManagedChannel channel = InProcessChannelBuilder.forName(name).directExecutor().build();
    try {
      ClientCalls.blockingUnaryCall(
          channel,
          AggregationServiceGrpc.getAggregateMethod(),
          CallOptions.DEFAULT,
          AggregateRequest.getDefaultInstance());
      ClientCalls.blockingUnaryCall(
          channel,
          AggregationServiceGrpc.getGetServerInfoMethod(),
          CallOptions.DEFAULT,
          GetServerInfoRequest.getDefaultInstance());
    } finally {
      channel.shutdownNow();
      server.shutdownNow();
      pool.shutdown();
    }

    assertThat(threads).containsExactly(Thread.currentThread().getName(), "pool");
  }
}
