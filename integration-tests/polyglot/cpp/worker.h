// What a worker asks of the server: a session, contributions by unary calls, contributions in chunks on a stream.
#pragma once

#include <grpcpp/grpcpp.h>

#include <memory>
#include <string>
#include <vector>

#include "bayesagg/v1/aggregation_service.grpc.pb.h"

class Worker {
 public:
  explicit Worker(const std::string& target);

  // The server chooses the name, so runs against one server do not collide.
  bayesagg::v1::Session create(const bayesagg::v1::SessionConfig& config);
  void remove(const bayesagg::v1::Session& session);

  // The status is the caller's, who may want its details.
  grpc::Status aggregate(const bayesagg::v1::AggregateRequest& request,
                         bayesagg::v1::AggregateResponse* response);
  void finish_epoch(const bayesagg::v1::AggregateRequest& last);

  struct Streamed {
    std::vector<bayesagg::v1::AggregateResponse> answers;  // in the order of the requests
    int chunks;                                            // sent
  };
  // Sends all contributions without waiting for answers. None of them is followed by FinishEpoch: the next epoch's first contribution
  // ends the epoch before.
  Streamed stream(const std::vector<bayesagg::v1::AggregateRequest>& requests);

 private:
  std::unique_ptr<bayesagg::v1::AggregationService::Stub> stub_;
};

// Throws unless the status is OK.
void require(const grpc::Status& status, const std::string& what);
