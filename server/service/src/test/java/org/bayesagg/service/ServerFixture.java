package org.bayesagg.service;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.rpc.Status;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.StatusProto;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.TimeUnit;
import org.bayesagg.service.config.ServerConfig;
import org.bayesagg.v1.AggregationServiceGrpc;
import org.bayesagg.v1.AggregationServiceGrpc.AggregationServiceBlockingStub;
import org.bayesagg.v1.AggregationServiceGrpc.AggregationServiceStub;

/** A server on free ports and a stock client: no limit of the channel's is touched. */
final class ServerFixture implements AutoCloseable {
  final BayesAggServer server;
  final ManagedChannel channel;

  ServerFixture(ServerConfig config) {
    try {
      server = BayesAggServer.start(config);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    channel = NettyChannelBuilder.forAddress("127.0.0.1", server.port()).usePlaintext().build();
  }

  AggregationServiceBlockingStub blocking() {
    return AggregationServiceGrpc.newBlockingStub(channel).withDeadlineAfter(30, TimeUnit.SECONDS);
  }

  AggregationServiceStub async() {
    return AggregationServiceGrpc.newStub(channel).withDeadlineAfter(30, TimeUnit.SECONDS);
  }

  /** A detail of a call's error. */
  static <T extends Message> T detail(Throwable thrown, Class<T> type) {
    Status status = StatusProto.fromThrowable(thrown);
    for (Any any :
        status == null ? Status.getDefaultInstance().getDetailsList() : status.getDetailsList()) {
      if (any.is(type)) {
        try {
          return any.unpack(type);
        } catch (InvalidProtocolBufferException e) {
          throw new AssertionError(e);
        }
      }
    }
    throw new AssertionError("no " + type.getSimpleName() + " in " + thrown, thrown);
  }

  @Override
  public void close() {
    channel.shutdownNow();
    server.close();
  }
}
