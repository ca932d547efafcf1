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
	gaussian, err := newRun(ctx, client, directory)
	if err != nil {
		return err
	}
	defer gaussian.delete(ctx)
	passed("a session: fingerprint %s", gaussian.session.GetFingerprint())

	send := func(ctx context.Context, request *pb.AggregateRequest) (*pb.AggregateResponse, error) {
		return client.Aggregate(ctx, request)
	}
	difference, err := gaussian.play(ctx, send)
	if err != nil {
		return err
	}
	passed("gaussian_small by unary calls: direction within %.1e", difference)

	if err := gaussian.repeat(ctx, send); err != nil {
		return err
	}
	passed("the same step again: counted once, answered the same")

	refusal, err := gaussian.refuse(ctx, send)
	if err != nil {
		return err
	}
	passed("a head of wrong width: %s", refusal)
	return nil
}

func checkStream(ctx context.Context, client pb.AggregationServiceClient, directory string) error {
	bernoulli, err := newRun(ctx, client, directory)
	if err != nil {
		return err
	}
	defer bernoulli.delete(ctx)
	call, err := client.AggregateStream(ctx)
	if err != nil {
		return err
	}
	stream := &stepStream{call: call}
	difference, err := bernoulli.play(ctx, stream.aggregate)
	if err != nil {
		return err
	}
	if stream.chunks < 2*len(bernoulli.golden.Steps) {
		return fmt.Errorf("bernoulli_small: %d chunks for %d steps", stream.chunks, len(bernoulli.golden.Steps))
	}
	passed("bernoulli_small on the stream, %d chunks: direction within %.1e", stream.chunks, difference)
	return call.CloseSend()
}

func passed(format string, values ...any) {
	fmt.Printf("polyglot go: ok: "+format+"\n", values...)
}
