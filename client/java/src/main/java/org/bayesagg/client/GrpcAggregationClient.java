package org.bayesagg.client;

final class GrpcAggregationClient {
  private GrpcAggregationClient() {}

  static AggregationClient connect(ClientOptions options) {
    throw new UnsupportedOperationException(options.target());
  }
}
