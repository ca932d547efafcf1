//! What a worker asks of the server: a session, contributions by unary calls, contributions in chunks on a stream.

use tokio_stream::StreamExt;
use tonic::transport::{Channel, Endpoint};

use crate::Result;
use crate::v1::aggregate_stream_request::Frame;
use crate::v1::aggregate_stream_response::Frame as AnswerFrame;
use crate::v1::aggregation_service_client::AggregationServiceClient;
use crate::v1::{
    AggregateRequest, AggregateResponse, AggregateStreamRequest, CreateSessionRequest,
    DeleteSessionRequest, FinishEpochRequest, Session, SessionConfig, StreamedContribution,
    TensorChunk,
};

/// How long an answer on the stream is waited for.
const WAIT_SECONDS: i64 = 30;

/// Far below the 1 MiB that suits large arrays, so that small ones take several chunks as well.
const CHUNK_BYTES: usize = 256;

pub struct Worker {
    client: AggregationServiceClient<Channel>,
}

impl Worker {
    pub async fn connect(target: &str) -> Result<Worker> {
        let channel = Endpoint::from_shared(format!("http://{target}"))?
            .connect()
            .await
            .map_err(|error| format!("no connection to {target}: {error}"))?;
        let client = AggregationServiceClient::new(channel);
        Ok(Worker { client })
    }

    /// The server chooses the name, so runs against one server do not collide.
    pub async fn create(&mut self, config: SessionConfig) -> Result<Session> {
        let request = CreateSessionRequest {
            config: Some(config),
            ..Default::default()
        };
        let answer = self.client.create_session(request).await?.into_inner();
        Ok(answer.session.ok_or("an answer without a session")?)
    }

    pub async fn delete(&mut self, session: Session) -> Result<()> {
        let session_id = session.session_id;
        self.client
            .delete_session(DeleteSessionRequest { session_id })
            .await?;
        Ok(())
    }

    /// The status stays typed: a caller may want its details.
    pub async fn aggregate(
        &mut self,
        request: AggregateRequest,
    ) -> std::result::Result<AggregateResponse, tonic::Status> {
        Ok(self.client.aggregate(request).await?.into_inner())
    }

    pub async fn finish_epoch(&mut self, last: &AggregateRequest) -> Result<()> {
        self.client
            .finish_epoch(FinishEpochRequest {
                session_id: last.session_id.clone(),
                fingerprint: last.fingerprint.clone(),
                worker: last.worker.clone(),
                epoch: last.epoch,
            })
            .await?;
        Ok(())
    }

    /// Sends all contributions without waiting for answers. None of them is followed by FinishEpoch: the next epoch's first
    /// contribution ends the epoch before. Answers come in the order of the requests, with the number of chunks sent.
    pub async fn stream(
        &mut self,
        requests: Vec<AggregateRequest>,
    ) -> Result<(Vec<AggregateResponse>, usize)> {
        let mut answers: Vec<Option<AggregateResponse>> = vec![None; requests.len()];
        let frames: Vec<Frame> = (0i64..).zip(requests).flat_map(announced).collect();
        let chunks = frames.len() - answers.len();
        let frames = frames
            .into_iter()
            .map(|frame| AggregateStreamRequest { frame: Some(frame) });
        let mut stream = self
            .client
            .aggregate_stream(tokio_stream::iter(frames))
            .await?
            .into_inner();
        while let Some(frame) = stream.next().await {
            match frame?.frame.ok_or("an empty frame")? {
                AnswerFrame::Answer(answer) => {
                    answers[answer.sequence as usize] = answer.response;
                }
                // Answers announce what is large in the same way; the direction is the only tensor that was asked for.
                AnswerFrame::Chunk(chunk) => answers[chunk.sequence as usize]
                    .as_mut()
                    .and_then(|answer| answer.direction.as_mut())
                    .ok_or("a chunk without an announcement")?
                    .data
                    .extend(chunk.data),
                AnswerFrame::Error(error) => {
                    return Err(format!("refused on the stream: {}", error.message).into());
                }
            }
        }
        let answers: Option<Vec<_>> = answers.into_iter().collect();
        Ok((answers.ok_or("a contribution without an answer")?, chunks))
    }
}

/// The contribution with its features left out, then the features in pieces. They are tensor 0: no tensor stands before them.
fn announced((sequence, mut request): (i64, AggregateRequest)) -> Vec<Frame> {
    let data = request
        .features
        .as_mut()
        .map(|features| std::mem::take(&mut features.data))
        .unwrap_or_default();
    let mut frames = vec![Frame::Contribution(StreamedContribution {
        sequence,
        request: Some(request),
        timeout: Some(prost_types::Duration {
            seconds: WAIT_SECONDS,
            nanos: 0,
        }),
        // What later versions of the contract add stays unset.
        ..Default::default()
    })];
    for (index, piece) in data.chunks(CHUNK_BYTES).enumerate() {
        frames.push(Frame::Chunk(TensorChunk {
            sequence,
            tensor: 0,
            offset: (index * CHUNK_BYTES) as i64,
            data: piece.to_vec(),
        }));
    }
    frames
}
