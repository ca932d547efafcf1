// A golden case as a session and its contributions. The format is described beside the cases.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "bayesagg/v1/aggregation.pb.h"
#include "bayesagg/v1/session.pb.h"

// One contribution and what has to come of it.
struct Step {
  bayesagg::v1::AggregateRequest request;
  bool ends_epoch;
  std::vector<double> expected_direction;  // empty: none is expected
};

class GoldenCase {
 public:
  GoldenCase(const std::filesystem::path& golden, const std::string& name);

  bayesagg::v1::SessionConfig config() const;
  std::vector<Step> steps(const bayesagg::v1::Session& session) const;

 private:
  bayesagg::v1::Tensor tensor(const nlohmann::json& array) const;

  std::filesystem::path directory_;
  nlohmann::json document_;
};

// The values of a tensor of floating point.
std::vector<double> doubles(const bayesagg::v1::Tensor& tensor);
