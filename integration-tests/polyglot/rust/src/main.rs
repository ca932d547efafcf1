//! Plays golden cases against a server, on stubs that stock generators made from the contract:
//! `bayesagg-polyglot HOST:PORT GOLDEN_DIRECTORY`. Prints a line for each check; anything wrong ends it with status 1.

mod case;
mod document;
mod tensor;
mod worker;

/// Generated.
mod v1 {
    #![allow(clippy::all)]
    tonic::include_proto!("bayesagg.v1");
}

use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use tonic::Code;
use tonic_types::StatusExt;

use case::Case;
use tensor::doubles;
use v1::{AggregateResponse, Session};
use worker::Worker;

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// Relative to the largest value expected; the bound of `bayesagg conformance`.
const BOUND: f64 = 2e-4;
/// Nothing may hang the build. An endpoint's timeout would not do: it ends where a stream begins.
const DEADLINE: Duration = Duration::from_secs(30);

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, target, golden] = arguments.as_slice() else {
        eprintln!("usage: bayesagg-polyglot HOST:PORT GOLDEN_DIRECTORY");
        return ExitCode::from(2);
    };
    let outcome = tokio::time::timeout(DEADLINE, run(target, Path::new(golden))).await;
    match outcome.unwrap_or_else(|_| Err(format!("not done within {DEADLINE:?}").into())) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("polyglot rust: FAILED: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(target: &str, golden: &Path) -> Result<()> {
    let mut worker = Worker::connect(target).await?;

    let gaussian = Case::read(golden, "gaussian_small")?;
    let session = worker.create(gaussian.config()).await?;
    println!("polyglot rust: ok: session {} created", session.session_id);
    play_unary(&mut worker, &gaussian, &session).await?;
    worker.delete(session).await?;

    let bernoulli = Case::read(golden, "bernoulli_small")?;
    let session = worker.create(bernoulli.config()).await?;
    play_stream(&mut worker, &bernoulli, &session).await?;
    worker.delete(session).await?;

    let session = worker.create(gaussian.config()).await?;
    provoke_error(&mut worker, &gaussian, &session).await?;
    worker.delete(session).await
}

async fn play_unary(worker: &mut Worker, case: &Case, session: &Session) -> Result<()> {
    let mut compared = Vec::new();
    for step in case.steps(session)? {
        let answer = worker.aggregate(step.request.clone()).await?;
        compared.extend(error_of(&answer, step.expected_direction)?);
        if step.ends_epoch {
            worker.finish_epoch(&step.request).await?;
        }
    }
    check(&compared, "gaussian_small by unary calls")
}

async fn play_stream(worker: &mut Worker, case: &Case, session: &Session) -> Result<()> {
    let (requests, expected): (Vec<_>, Vec<_>) = case
        .steps(session)?
        .into_iter()
        .map(|step| (step.request, step.expected_direction))
        .unzip();
    let (answers, chunks) = worker.stream(requests).await?;
    let mut compared = Vec::new();
    for (answer, expected) in answers.iter().zip(expected) {
        compared.extend(error_of(answer, expected)?);
    }
    check(
        &compared,
        &format!("bernoulli_small by stream, {chunks} chunks"),
    )
}

/// The largest error of a direction, where one is expected.
fn error_of(answer: &AggregateResponse, expected: Option<Vec<f64>>) -> Result<Option<f64>> {
    let Some(expected) = expected else {
        return Ok(None);
    };
    let actual = doubles(answer.direction.as_ref().ok_or("no direction came")?)?;
    if actual.len() != expected.len() {
        return Err(format!("{} values instead of {}", actual.len(), expected.len()).into());
    }
    let largest = expected
        .iter()
        .fold(0.0, |most: f64, value| most.max(value.abs()));
    // By total order: a NaN is the largest error.
    Ok(actual
        .iter()
        .zip(&expected)
        .map(|(value, wanted)| (value - wanted).abs() / largest)
        .max_by(f64::total_cmp))
}

/// A case in which nothing was compared is as wrong as one that is out of bounds.
fn check(errors: &[f64], what: &str) -> Result<()> {
    let within = !errors.is_empty() && errors.iter().all(|error| *error <= BOUND);
    if !within {
        return Err(format!("{what}: errors {errors:?}, at most {BOUND:e} allowed").into());
    }
    let error = errors.iter().fold(0.0, |most: f64, error| most.max(*error));
    println!("polyglot rust: ok: {what}: the direction is within {BOUND:e}, error {error:.1e}");
    Ok(())
}

/// A head of a wrong width is refused, and the status says so for machines.
async fn provoke_error(worker: &mut Worker, case: &Case, session: &Session) -> Result<()> {
    let mut request = case.steps(session)?.remove(0).request;
    let head = request.tasks[0].head.as_mut().ok_or("no head")?;
    head.shape[1] += 1;
    head.data = vec![0; (head.shape[0] * head.shape[1]) as usize * size_of::<f32>()];
    let Err(status) = worker.aggregate(request).await else {
        return Err("a head of a wrong width was taken".into());
    };
    let details = status.get_error_details();
    let violation = details
        .bad_request()
        .and_then(|request| request.field_violations.first());
    match (status.code(), details.error_info(), violation) {
        (Code::InvalidArgument, Some(info), Some(violation)) if info.domain == "bayesagg" => {
            println!(
                "polyglot rust: ok: a wrong head is refused: INVALID_ARGUMENT, {}, {}: {}",
                info.reason, violation.field, violation.description
            );
            Ok(())
        }
        _ => Err(format!("a wrong head: {status:?}, {details:?}").into()),
    }
}
