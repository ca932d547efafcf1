//! The parts of a golden case's `case.json` that this program reads. The format is described beside the cases.

use serde::Deserialize;

/// A choice that this program does not know is an error of the parser, not a session that differs from the case.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Document {
    #[serde(rename = "name")]
    _name: String,
    #[serde(rename = "note")]
    _note: String,
    pub feature_dim: i32,
    pub tasks: Vec<TaskChoices>,
    pub steps: Vec<StepDocument>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TaskChoices {
    #[serde(rename = "name")]
    _name: String,
    pub likelihood: LikelihoodName,
    pub outputs: i32,
    pub prior_variance: f64,
    pub uncertainty_exponent: f64,
}

#[derive(Deserialize, PartialEq, Clone, Copy)]
#[serde(rename_all = "snake_case")]
pub enum LikelihoodName {
    Gaussian,
    Bernoulli,
}

#[derive(Deserialize)]
pub struct StepDocument {
    pub kind: Kind,
    pub features: Array,
    pub tasks: Vec<TaskArrays>,
    pub expected_direction: Option<Array>,
}

#[derive(Deserialize, PartialEq)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    EpochEvidence,
    BayesianStep,
}

#[derive(Deserialize)]
pub struct TaskArrays {
    pub labels: Array,
    pub head: Array,
    pub mask: Option<Array>,
}

#[derive(Deserialize)]
pub struct Array {
    pub file: String,
    pub dtype: String,
    pub shape: Vec<i64>,
}
