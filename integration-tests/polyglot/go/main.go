// Plays two golden cases against a BayesAgg server, one by unary calls and one on the stream, and reads a refusal's details.
package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"

	pb "example.org/bayesagg/polyglot/target/bayesagg/v1"
)

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: polyglot HOST:PORT GOLDEN_DIRECTORY")
		os.Exit(2)
	}
	// For all calls together.
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	if err := check(ctx, os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, "polyglot go: FAILED:", err)
		os.Exit(1)
	}
}

func check(ctx context.Context, server, golden string) error {
	connection, err := grpc.NewClient(server, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		return err
	}
	defer connection.Close()
	client := pb.NewAggregationServiceClient(connection)
	if err := checkUnary(ctx, client, filepath.Join(golden, "gaussian_small")); err != nil {
		return err
	}
	return checkStream(ctx, client, filepath.Join(golden, "bernoulli_small"))
}

func checkUnary(ctx context.Context, client pb.AggregationServiceClient, directory string) error {
	run, err := newRun(ctx, client, directory)
	if err != nil {
		return err
	}
	passed("a session: fingerprint %s", run.session.GetFingerprint())
	return checkRun(ctx, run, "by unary calls", func(ctx context.Context, request *pb.AggregateRequest) (*pb.AggregateResponse, error) {
		return client.Aggregate(ctx, request)
	})
}

func checkStream(ctx context.Context, client pb.AggregationServiceClient, directory string) error {
	run, err := newRun(ctx, client, directory)
	if err != nil {
		return err
	}
	call, err := client.AggregateStream(ctx)
	if err != nil {
		return err
	}
	stream := &stepStream{call: call}
	if err := checkRun(ctx, run, "on the stream", stream.aggregate); err != nil {
		return err
	}
	// Every step's features came in pieces.
	if stream.chunks < 2*stream.steps {
		return fmt.Errorf("%s: %d chunks for %d steps", run.golden.name(), stream.chunks, stream.steps)
	}
	passed("%d steps on the stream in %d chunks", stream.steps, stream.chunks)
	return call.CloseSend()
}

func checkRun(ctx context.Context, run *run, way string, send aggregate) error {
	// What went wrong before is what has to be told.
	defer func() { _ = run.delete(ctx) }()
	difference, err := run.play(ctx, send)
	if err != nil {
		return err
	}
	passed("%s %s: direction within %.1e", run.golden.name(), way, difference)
	refusal, err := run.refuse(ctx, send)
	if err != nil {
		return err
	}
	passed("a head of wrong width %s: %s", way, refusal)
	// After the refusal: nothing was counted, and a stream goes on.
	if err := run.repeat(ctx, send); err != nil {
		return err
	}
	passed("the last step again %s: counted once, answered the same", way)
	return nil
}

func passed(format string, values ...any) {
	fmt.Printf("polyglot go: ok: "+format+"\n", values...)
}
