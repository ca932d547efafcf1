// Plays golden cases against a server, on stubs that stock generators made from the contract:
// bayesagg-polyglot HOST:PORT GOLDEN_DIRECTORY. Prints a line for each check; anything wrong ends it with status 1.
#include <algorithm>
#include <cmath>
#include <iostream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "golden_case.h"
#include "google_rpc.pb.h"
#include "worker.h"

using namespace bayesagg::v1;

namespace {

// Relative to the largest value expected; the bound of `bayesagg conformance`.
constexpr double kBound = 2e-4;

void ok(const std::string& what) { std::cout << "polyglot cpp: ok: " << what << std::endl; }

// Compares the directions of a case, all answers in the order of its steps. A case in which nothing was compared is wrong as well.
void check(const std::vector<Step>& steps, const std::vector<AggregateResponse>& answers,
           const std::string& what) {
  size_t compared = 0;
  double error = 0;
  for (size_t i = 0; i < steps.size(); i++) {
    const std::vector<double>& expected = steps[i].expected_direction;
    if (expected.empty()) continue;
    const std::vector<double> actual = doubles(answers[i].direction());
    if (actual.size() != expected.size()) {
      throw std::runtime_error(what + ": " + std::to_string(actual.size()) + " values instead of " +
                               std::to_string(expected.size()));
    }
    double largest = 0;
    for (double value : expected) largest = std::max(largest, std::abs(value));
    for (size_t j = 0; j < expected.size(); j++) {
      const double difference = std::abs(actual[j] - expected[j]) / largest;
      // Written so that a NaN is out of bounds.
      if (!(difference <= kBound)) {
        throw std::runtime_error(what + ": value " + std::to_string(j) + " is off by " +
                                 std::to_string(difference) + " of the largest");
      }
      error = std::max(error, difference);
    }
    compared++;
  }
  if (compared == 0) throw std::runtime_error(what + ": nothing was compared");
  std::ostringstream line;
  line.precision(2);
  line << what << ": the direction is within " << kBound << ", error " << error;
  ok(line.str());
}

void play_unary(Worker& worker, const GoldenCase& golden, const Session& session) {
  const std::vector<Step> steps = golden.steps(session);
  std::vector<AggregateResponse> answers(steps.size());
  for (size_t i = 0; i < steps.size(); i++) {
    require(worker.aggregate(steps[i].request, &answers[i]), "Aggregate");
    if (steps[i].ends_epoch) worker.finish_epoch(steps[i].request);
  }
  check(steps, answers, "gaussian_small by unary calls");
}

void play_stream(Worker& worker, const GoldenCase& golden, const Session& session) {
  const std::vector<Step> steps = golden.steps(session);
  std::vector<AggregateRequest> requests;
  for (const Step& step : steps) requests.push_back(step.request);
  const Worker::Streamed streamed = worker.stream(requests);
  check(steps, streamed.answers,
        "bernoulli_small by stream, " + std::to_string(streamed.chunks) + " chunks");
}

// A head of a wrong width is refused, and the status says so for machines.
void provoke_error(Worker& worker, const GoldenCase& golden, const Session& session) {
  AggregateRequest request = golden.steps(session).at(0).request;
  Tensor* head = request.mutable_tasks(0)->mutable_head();
  head->set_shape(1, head->shape(1) + 1);
  head->set_data(std::string(head->shape(0) * head->shape(1) * sizeof(float), '\0'));
  AggregateResponse response;
  const grpc::Status status = worker.aggregate(request, &response);
  // gRPC carries google.rpc.Status, and in it the details, as bytes beside its own code and message.
  google::rpc::Status details;
  google::rpc::ErrorInfo info;
  google::rpc::BadRequest bad;
  details.ParseFromString(status.error_details());
  for (const google::protobuf::Any& detail : details.details()) {
    detail.UnpackTo(&info);
    detail.UnpackTo(&bad);
  }
  if (status.error_code() != grpc::StatusCode::INVALID_ARGUMENT || info.domain() != "bayesagg" ||
      info.reason().empty() || bad.field_violations().empty()) {
    throw std::runtime_error("a wrong head: status " + std::to_string(status.error_code()) + ": " +
                             status.error_message() + " " + details.ShortDebugString());
  }
  ok("a wrong head is refused: INVALID_ARGUMENT, " + info.reason() + ", " +
     bad.field_violations(0).field() + ": " + bad.field_violations(0).description());
}

void run(const std::string& target, const std::string& directory) {
  Worker worker(target);

  const GoldenCase gaussian(directory, "gaussian_small");
  Session session = worker.create(gaussian.config());
  ok("session " + session.session_id() + " created");
  play_unary(worker, gaussian, session);
  worker.remove(session);

  const GoldenCase bernoulli(directory, "bernoulli_small");
  session = worker.create(bernoulli.config());
  play_stream(worker, bernoulli, session);
  worker.remove(session);

  session = worker.create(gaussian.config());
  provoke_error(worker, gaussian, session);
  worker.remove(session);
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 3) {
    std::cerr << "usage: bayesagg-polyglot HOST:PORT GOLDEN_DIRECTORY" << std::endl;
    return 2;
  }
  try {
    run(arguments[1], arguments[2]);
    return 0;
  } catch (const std::exception& error) {
    std::cerr << "polyglot cpp: FAILED: " << error.what() << std::endl;
    return 1;
  }
}
