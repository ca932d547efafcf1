package org.bayesagg.service.grpc;

import com.google.common.util.concurrent.MoreExecutors;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallExecutorSupplier;
import java.util.concurrent.Executor;
import org.bayesagg.v1.AggregationServiceGrpc;

/**
 * Which thread handles a call: {@code Aggregate} the network thread that has read it, which spares
 * a step the way to another thread, every other method one of the pool's.
 */
public record CallThreads(Executor pool) implements ServerCallExecutorSupplier {
  private static final String AGGREGATE =
      AggregationServiceGrpc.getAggregateMethod().getFullMethodName();

  @Override
  public <Q, R> Executor getExecutor(ServerCall<Q, R> call, Metadata headers) {
    boolean here = call.getMethodDescriptor().getFullMethodName().equals(AGGREGATE);
    return here ? MoreExecutors.directExecutor() : pool;
  }
}
