#include "golden_case.h"

#include <algorithm>
#include <cstring>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <stdexcept>
#include <utility>

using nlohmann::json;
using namespace bayesagg::v1;

namespace {

const char kWorker[] = "polyglot-cpp";

std::string contents(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("cannot read " + path.string());
  return {std::istreambuf_iterator<char>(file), {}};
}

// A choice that this program does not know must not become a session that differs from the case.
void only(const json& object, const std::set<std::string>& known) {
  for (const auto& [key, value] : object.items()) {
    if (!known.count(key)) throw std::runtime_error("the case has an unknown \"" + key + "\"");
  }
}

std::string task_name(size_t index) { return "task-" + std::to_string(index); }

Likelihood likelihood(const std::string& word) {
  if (word == "gaussian") return LIKELIHOOD_GAUSSIAN;
  if (word == "bernoulli") return LIKELIHOOD_BERNOULLI;
  throw std::runtime_error("no likelihood " + word + " expected");
}

bool ends_epoch(const std::string& kind) {
  if (kind == "epoch_evidence") return true;
  if (kind == "bayesian_step") return false;
  throw std::runtime_error("no step " + kind + " expected");
}

template <typename T>
std::vector<double> widened(const std::string& data) {
  std::vector<T> values(data.size() / sizeof(T));
  std::memcpy(values.data(), data.data(), values.size() * sizeof(T));
  return {values.begin(), values.end()};
}

}  // namespace

GoldenCase::GoldenCase(const std::filesystem::path& golden, const std::string& name)
    : directory_(golden / name), document_(json::parse(contents(directory_ / "case.json"))) {
  only(document_, {"name", "note", "feature_dim", "tasks", "steps"});
  for (const json& task : document_.at("tasks")) {
    only(task, {"name", "likelihood", "outputs", "prior_variance", "uncertainty_exponent"});
  }
}

// Every choice is set: no default of the server plays a part.
SessionConfig GoldenCase::config() const {
  SessionConfig config;
  config.set_feature_dim(document_.at("feature_dim"));
  config.set_preset(PRESET_PAPER);
  config.set_gradient_centre(GRADIENT_CENTRE_POSTERIOR);
  config.set_expectation_gain(1);
  config.set_weight_statistic(WEIGHT_STATISTIC_VARIANCE);
  config.set_variance_pooling(VARIANCE_POOLING_EXAMPLE);
  config.set_weight_granularity(WEIGHT_GRANULARITY_DIMENSION);
  config.set_weight_normalisation(WEIGHT_NORMALISATION_SUM);
  config.set_noise_variance(NOISE_VARIANCE_STATED);
  config.mutable_streaming_epoch();
  config.set_warmup_epochs(1);
  config.set_reduction(REDUCTION_MEAN_LOCAL);
  config.set_variance_floor(1e-8);
  config.set_refresh_interval(1);
  int most = 1;
  for (const json& step : document_.at("steps")) {
    most = std::max(most, step.at("features").at("shape").at(0).get<int>());
  }
  config.set_max_examples_per_step(most);
  for (const json& choices : document_.at("tasks")) {
    Task* task = config.add_tasks();
    task->set_name(task_name(config.tasks_size() - 1));
    task->set_likelihood(likelihood(choices.at("likelihood")));
    task->set_outputs(choices.at("outputs"));
    const bool gaussian = task->likelihood() == LIKELIHOOD_GAUSSIAN;
    task->set_bias(!gaussian);
    if (gaussian) task->set_noise_variance(1);
    task->set_prior_variance(choices.at("prior_variance"));
    task->set_uncertainty_exponent(choices.at("uncertainty_exponent"));
  }
  return config;
}

std::vector<Step> GoldenCase::steps(const Session& session) const {
  std::vector<Step> steps;
  int64_t epoch = 0;
  for (const json& part : document_.at("steps")) {
    Step step{{}, ends_epoch(part.at("kind")), {}};
    step.request.set_session_id(session.session_id());
    step.request.set_fingerprint(session.fingerprint());
    step.request.set_worker(kWorker);
    step.request.set_epoch(epoch);
    step.request.set_step(steps.size());
    *step.request.mutable_features() = tensor(part.at("features"));
    for (const json& arrays : part.at("tasks")) {
      TaskContribution* task = step.request.add_tasks();
      task->set_task(task_name(step.request.tasks_size() - 1));
      *task->mutable_labels() = tensor(arrays.at("labels"));
      *task->mutable_head() = tensor(arrays.at("head"));
      if (arrays.contains("mask")) *task->mutable_mask() = tensor(arrays.at("mask"));
    }
    const bool expected = part.contains("expected_direction");
    step.request.mutable_outputs()->set_omit_direction(!expected);
    if (expected) step.expected_direction = doubles(tensor(part.at("expected_direction")));
    epoch += step.ends_epoch;
    steps.push_back(std::move(step));
  }
  return steps;
}

// A file of a case is a tensor's data as it stands: both are row-major and little-endian.
Tensor GoldenCase::tensor(const json& array) const {
  static const std::map<std::string, DataType> kTypes{
      {"f32", DATA_TYPE_F32}, {"f64", DATA_TYPE_F64}, {"bool", DATA_TYPE_BOOL}};
  Tensor tensor;
  tensor.set_dtype(kTypes.at(array.at("dtype")));
  for (int64_t extent : array.at("shape")) tensor.add_shape(extent);
  tensor.set_data(contents(directory_ / array.at("file").get<std::string>()));
  return tensor;
}

// As on the hosts that gRPC runs on, little-endian is the machine's own order.
std::vector<double> doubles(const Tensor& tensor) {
  if (tensor.dtype() == DATA_TYPE_F32) return widened<float>(tensor.data());
  if (tensor.dtype() == DATA_TYPE_F64) return widened<double>(tensor.data());
  throw std::runtime_error("a tensor of " + DataType_Name(tensor.dtype()));
}
