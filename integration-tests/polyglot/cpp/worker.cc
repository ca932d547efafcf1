#include "worker.h"

#include <chrono>
#include <set>
#include <stdexcept>

using namespace bayesagg::v1;

namespace {

// Far below the 1 MiB that suits large arrays, so that small ones take several chunks as well.
constexpr size_t kChunkBytes = 256;

// No call may hang the build.
struct Deadline : grpc::ClientContext {
  Deadline() { set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(30)); }
};

using Stream = grpc::ClientReaderWriter<AggregateStreamRequest, AggregateStreamResponse>;

// Writes the contribution with its features left out, then the features in pieces. They are tensor 0: no tensor stands before them.
// Why a write failed is what Finish says.
int write_announced(Stream& stream, int64_t sequence, const AggregateRequest& request) {
  const std::string& data = request.features().data();
  AggregateStreamRequest frame;
  frame.mutable_contribution()->set_sequence(sequence);
  *frame.mutable_contribution()->mutable_request() = request;
  frame.mutable_contribution()->mutable_request()->mutable_features()->clear_data();
  stream.Write(frame);
  int chunks = 0;
  for (size_t offset = 0; offset < data.size(); offset += kChunkBytes, chunks++) {
    TensorChunk* chunk = frame.mutable_chunk();
    chunk->set_sequence(sequence);
    chunk->set_tensor(0);
    chunk->set_offset(offset);
    chunk->set_data(data.substr(offset, kChunkBytes));
    stream.Write(frame);
  }
  return chunks;
}

}  // namespace

void require(const grpc::Status& status, const std::string& what) {
  if (!status.ok()) {
    throw std::runtime_error(what + ": status " + std::to_string(status.error_code()) + ": " +
                             status.error_message());
  }
}

Worker::Worker(const std::string& target)
    : stub_(AggregationService::NewStub(
          grpc::CreateChannel(target, grpc::InsecureChannelCredentials()))) {}

Session Worker::create(const SessionConfig& config) {
  Deadline context;
  CreateSessionRequest request;
  *request.mutable_config() = config;
  CreateSessionResponse response;
  require(stub_->CreateSession(&context, request, &response), "CreateSession");
  return response.session();
}

void Worker::remove(const Session& session) {
  Deadline context;
  DeleteSessionRequest request;
  request.set_session_id(session.session_id());
  DeleteSessionResponse response;
  require(stub_->DeleteSession(&context, request, &response), "DeleteSession");
}

grpc::Status Worker::aggregate(const AggregateRequest& request, AggregateResponse* response) {
  Deadline context;
  return stub_->Aggregate(&context, request, response);
}

void Worker::finish_epoch(const AggregateRequest& last) {
  Deadline context;
  FinishEpochRequest request;
  request.set_session_id(last.session_id());
  request.set_fingerprint(last.fingerprint());
  request.set_worker(last.worker());
  request.set_epoch(last.epoch());
  FinishEpochResponse response;
  require(stub_->FinishEpoch(&context, request, &response), "FinishEpoch");
}

// Writes everything before it reads: right for a few kilobytes. Where answers are large, read from another thread, or both sides may
// wait for the other to make room.
Worker::Streamed Worker::stream(const std::vector<AggregateRequest>& requests) {
  Deadline context;
  auto stream = stub_->AggregateStream(&context);
  Streamed streamed{std::vector<AggregateResponse>(requests.size()), 0};
  for (size_t i = 0; i < requests.size(); i++) {
    streamed.chunks += write_announced(*stream, i, requests[i]);
  }
  stream->WritesDone();
  std::set<int64_t> answered;
  std::string refusal;
  for (AggregateStreamResponse frame; stream->Read(&frame);) {
    if (frame.has_answer()) {
      streamed.answers.at(frame.answer().sequence()) = frame.answer().response();
      answered.insert(frame.answer().sequence());
    } else if (frame.has_chunk()) {
      // Answers announce what is large in the same way; the direction is the only tensor that was asked for.
      *streamed.answers.at(frame.chunk().sequence()).mutable_direction()->mutable_data() +=
          frame.chunk().data();
    } else {
      refusal = frame.error().message();
    }
  }
  require(stream->Finish(), "AggregateStream");
  if (!refusal.empty()) throw std::runtime_error("refused on the stream: " + refusal);
  if (answered.size() != requests.size()) {
    throw std::runtime_error("a contribution without an answer");
  }
  return streamed;
}
