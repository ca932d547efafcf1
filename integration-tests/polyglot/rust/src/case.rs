//! A golden case as a session and its contributions.

use std::fs;
use std::path::{Path, PathBuf};

use crate::Result;
use crate::document::{Document, Kind, LikelihoodName, StepDocument, TaskChoices};
use crate::tensor::{doubles, read};
use crate::v1::session_config::PriorRefresh;
use crate::v1::task_contribution::Observation;
use crate::v1::{
    AggregateRequest, GradientCentre, Likelihood, NoiseVariance, Preset, Reduction, Session,
    SessionConfig, StepOutputs, StreamingEpoch, Task, TaskContribution, VariancePooling,
    WeightGranularity, WeightNormalisation, WeightStatistic,
};

const WORKER: &str = "polyglot-rust";

/// One contribution and what has to come of it.
pub struct Step {
    pub request: AggregateRequest,
    pub ends_epoch: bool,
    pub expected_direction: Option<Vec<f64>>,
}

pub struct Case {
    directory: PathBuf,
    document: Document,
}

impl Case {
    pub fn read(golden: &Path, name: &str) -> Result<Case> {
        let directory = golden.join(name);
        let text = fs::read(directory.join("case.json"))
            .map_err(|error| format!("{}: {error}", directory.display()))?;
        let document = serde_json::from_slice(&text).map_err(|error| format!("{name}: {error}"))?;
        Ok(Case {
            directory,
            document,
        })
    }

    /// Every choice is set: no default of the server plays a part.
    pub fn config(&self) -> SessionConfig {
        let rows = self
            .document
            .steps
            .iter()
            .map(|step| step.features.shape[0]);
        SessionConfig {
            feature_dim: self.document.feature_dim,
            tasks: self.document.tasks.iter().enumerate().map(task).collect(),
            preset: Preset::Paper.into(),
            gradient_centre: GradientCentre::Posterior.into(),
            expectation_gain: Some(1.0),
            weight_statistic: WeightStatistic::Variance.into(),
            variance_pooling: VariancePooling::Example.into(),
            weight_granularity: WeightGranularity::Dimension.into(),
            weight_normalisation: WeightNormalisation::Sum.into(),
            noise_variance: NoiseVariance::Stated.into(),
            prior_refresh: Some(PriorRefresh::StreamingEpoch(StreamingEpoch {})),
            warmup_epochs: Some(1),
            reduction: Reduction::MeanLocal.into(),
            variance_floor: Some(1e-8),
            refresh_interval: Some(1),
            max_examples_per_step: rows.max().map(|most| most as i32),
            ..Default::default()
        }
    }

    pub fn steps(&self, session: &Session) -> Result<Vec<Step>> {
        let mut epoch = 0;
        let mut steps = Vec::new();
        for (number, step) in self.document.steps.iter().enumerate() {
            let ends_epoch = step.kind == Kind::EpochEvidence;
            let expected = step.expected_direction.as_ref();
            steps.push(Step {
                request: AggregateRequest {
                    session_id: session.session_id.clone(),
                    fingerprint: session.fingerprint.clone(),
                    worker: WORKER.to_owned(),
                    epoch,
                    step: number as i64,
                    features: Some(read(&self.directory, &step.features)?),
                    tasks: self.contributions(step)?,
                    outputs: Some(StepOutputs {
                        omit_direction: expected.is_none(),
                        ..Default::default()
                    }),
                    ..Default::default()
                },
                ends_epoch,
                expected_direction: expected
                    .map(|array| doubles(&read(&self.directory, array)?))
                    .transpose()?,
            });
            epoch += i64::from(ends_epoch);
        }
        Ok(steps)
    }

    fn contributions(&self, step: &StepDocument) -> Result<Vec<TaskContribution>> {
        let mut contributions = Vec::new();
        for (index, arrays) in step.tasks.iter().enumerate() {
            contributions.push(TaskContribution {
                task: task_name(index),
                observation: Some(Observation::Labels(read(&self.directory, &arrays.labels)?)),
                head: Some(read(&self.directory, &arrays.head)?),
                mask: arrays
                    .mask
                    .as_ref()
                    .map(|mask| read(&self.directory, mask))
                    .transpose()?,
            });
        }
        Ok(contributions)
    }
}

fn task((index, choices): (usize, &TaskChoices)) -> Task {
    let gaussian = choices.likelihood == LikelihoodName::Gaussian;
    let likelihood = match choices.likelihood {
        LikelihoodName::Gaussian => Likelihood::Gaussian,
        LikelihoodName::Bernoulli => Likelihood::Bernoulli,
    };
    Task {
        name: task_name(index),
        likelihood: likelihood.into(),
        outputs: choices.outputs,
        bias: Some(!gaussian),
        prior_variance: Some(choices.prior_variance),
        noise_variance: gaussian.then_some(1.0),
        uncertainty_exponent: Some(choices.uncertainty_exponent),
        ..Default::default()
    }
}

fn task_name(index: usize) -> String {
    format!("task-{index}")
}
