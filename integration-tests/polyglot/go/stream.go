package main

import (
	"context"
	"fmt"

	spb "google.golang.org/genproto/googleapis/rpc/status"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"

	pb "example.org/bayesagg/polyglot/target/bayesagg/v1"
)

// A good size is 1 MiB; these cases are small, and their features are to come in several pieces.
const chunkBytes = 256

// stepStream sends contributions one at a time; the contract also allows several on their way.
type stepStream struct {
	call   pb.AggregationService_AggregateStreamClient
	steps  int
	chunks int
}

// aggregate announces the features and sends their bytes in chunks; what is small stays in the message.
func (s *stepStream) aggregate(_ context.Context, request *pb.AggregateRequest) (*pb.AggregateResponse, error) {
	s.steps++
	sequence := int64(s.steps)
	features := request.GetFeatures().GetData()
	announcement := proto.CloneOf(request)
	announcement.Features.Data = nil
	err := s.call.Send(&pb.AggregateStreamRequest{Frame: &pb.AggregateStreamRequest_Contribution{
		Contribution: &pb.StreamedContribution{Sequence: sequence, Request: announcement},
	}})
	for offset := 0; err == nil && offset < len(features); offset += chunkBytes {
		// Features are the first tensor of a contribution: number 0.
		err = s.call.Send(&pb.AggregateStreamRequest{Frame: &pb.AggregateStreamRequest_Chunk{
			Chunk: &pb.TensorChunk{
				Sequence: sequence,
				Offset:   int64(offset),
				Data:     features[offset:min(offset+chunkBytes, len(features))],
			},
		}})
		s.chunks++
	}
	// A failed Send only says that the stream has ended; Recv says why.
	return s.receive(sequence)
}

// receive waits for the answer. The direction, its only tensor here, carries its bytes or, where large, announces them.
func (s *stepStream) receive(sequence int64) (*pb.AggregateResponse, error) {
	var response *pb.AggregateResponse
	for {
		message, err := s.call.Recv()
		if err != nil {
			return nil, err
		}
		switch frame := message.GetFrame().(type) {
		case *pb.AggregateStreamResponse_Error:
			refused := frame.Error
			return nil, status.FromProto(&spb.Status{
				Code: refused.GetCode(), Message: refused.GetMessage(), Details: refused.GetDetails(),
			}).Err()
		case *pb.AggregateStreamResponse_Answer:
			if frame.Answer.GetSequence() != sequence || response != nil {
				return nil, fmt.Errorf("sequence %d was answered, expected %d", frame.Answer.GetSequence(), sequence)
			}
			response = frame.Answer.GetResponse()
		case *pb.AggregateStreamResponse_Chunk:
			direction := response.GetDirection()
			if frame.Chunk.GetTensor() != 0 || frame.Chunk.GetOffset() != int64(len(direction.GetData())) {
				return nil, fmt.Errorf("a chunk out of order: tensor %d, offset %d", frame.Chunk.GetTensor(), frame.Chunk.GetOffset())
			}
			direction.Data = append(direction.Data, frame.Chunk.GetData()...)
		}
		if int64(len(response.GetDirection().GetData())) == byteCount(response.GetDirection()) {
			return response, nil
		}
	}
}

// byteCount of a float32 tensor, whether they are there yet or not; 0 where there is no tensor.
func byteCount(tensor *pb.Tensor) int64 {
	if tensor == nil {
		return 0
	}
	count := int64(4)
	for _, extent := range tensor.GetShape() {
		count *= extent
	}
	return count
}
