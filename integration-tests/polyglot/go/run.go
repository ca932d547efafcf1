package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"

	pb "example.org/bayesagg/polyglot/target/bayesagg/v1"
)

// bound is what float32 arithmetic leaves of a direction, relative to its largest value.
const bound = 2e-4

// aggregate sends one contribution and waits for its answer, by a unary call or on a stream.
type aggregate func(context.Context, *pb.AggregateRequest) (*pb.AggregateResponse, error)

// A run is a session and the case that it was made for.
type run struct {
	client  pb.AggregationServiceClient
	golden  *goldenCase
	session *pb.Session
	last    *pb.AggregateRequest
	answer  *pb.AggregateResponse
}

func newRun(ctx context.Context, client pb.AggregationServiceClient, directory string) (*run, error) {
	golden, err := readCase(directory)
	if err != nil {
		return nil, err
	}
	config, err := golden.config()
	if err != nil {
		return nil, err
	}
	// A name of one's own: whoever repeats the call learns by ALREADY_EXISTS that the first attempt came through.
	created, err := client.CreateSession(ctx, &pb.CreateSessionRequest{SessionId: "polyglot-go-" + rand.Text(), Config: config})
	if err != nil {
		return nil, fmt.Errorf("CreateSession: %w", err)
	}
	return &run{client: client, golden: golden, session: created.GetSession()}, nil
}

func (r *run) delete(ctx context.Context) error {
	_, err := r.client.DeleteSession(ctx, &pb.DeleteSessionRequest{SessionId: r.session.GetSessionId()})
	return err
}

// play sends the case's steps and answers how far the direction is from the expected one.
func (r *run) play(ctx context.Context, send aggregate) (float64, error) {
	name := r.golden.name()
	difference, epoch := -1.0, int64(0)
	for i, step := range r.golden.Steps {
		request, err := r.golden.contribution(step)
		if err != nil {
			return 0, err
		}
		request.SessionId, request.Fingerprint = r.session.GetSessionId(), r.session.GetFingerprint()
		// With the session, these three name the contribution.
		request.Worker, request.Epoch, request.Step = "go", epoch, int64(i)
		request.Outputs = &pb.StepOutputs{OmitDirection: step.Kind == "epoch_evidence"}
		answer, err := send(ctx, request)
		if err != nil {
			return 0, fmt.Errorf("%s, step %d: %w", name, i, err)
		}
		r.last, r.answer = request, answer
		switch step.Kind {
		case "epoch_evidence":
			// The epoch's evidence becomes the prior of the next one.
			_, err = r.client.FinishEpoch(ctx, &pb.FinishEpochRequest{
				SessionId: request.SessionId, Fingerprint: request.Fingerprint, Worker: request.Worker, Epoch: epoch,
			})
			epoch++
		case "bayesian_step":
			difference, err = r.golden.compare(answer.GetDirection(), step.ExpectedDirection)
		default:
			err = fmt.Errorf("a step of kind %q is not played here", step.Kind)
		}
		if err != nil {
			return 0, fmt.Errorf("%s, step %d: %w", name, i, err)
		}
	}
	// A NaN is not within the bound either.
	if !(difference >= 0 && difference <= bound) {
		return 0, fmt.Errorf("%s: the direction differs by %.1e of its largest value, at most %.0e is allowed", name, difference, bound)
	}
	return difference, nil
}

// repeat sends the last step again, as after a lost answer.
func (r *run) repeat(ctx context.Context, send aggregate) error {
	again, err := send(ctx, r.last)
	if err != nil {
		return fmt.Errorf("the same step again: %w", err)
	}
	if !again.GetDuplicate() || !bytes.Equal(again.GetDirection().GetData(), r.answer.GetDirection().GetData()) {
		return errors.New("the same step again: expected a duplicate with the same direction")
	}
	return nil
}

// refuse sends a head of wrong width as the next step and answers what the refusal says.
func (r *run) refuse(ctx context.Context, send aggregate) (string, error) {
	request := proto.CloneOf(r.last)
	request.Step++
	head := request.Tasks[0].Head
	rows := head.Shape[0]
	head.Shape = []int64{rows, int64(r.golden.FeatureDim) + 2}
	head.Data = make([]byte, 4*rows*head.Shape[1])
	_, err := send(ctx, request)
	if status.Code(err) != codes.InvalidArgument {
		return "", fmt.Errorf("a head of wrong width: expected INVALID_ARGUMENT, not %v", err)
	}
	return explain(status.Convert(err))
}
