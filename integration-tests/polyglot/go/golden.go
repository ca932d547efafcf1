package main

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"

	"google.golang.org/protobuf/proto"

	pb "example.org/bayesagg/polyglot/target/bayesagg/v1"
)

// A golden case, as far as the small ones go: they leave every choice at the format's default.
type goldenCase struct {
	directory  string
	FeatureDim int32         `json:"feature_dim"`
	Tasks      []goldenTask  `json:"tasks"`
	Steps      []*goldenStep `json:"steps"`
}

type goldenTask struct {
	Likelihood          string  `json:"likelihood"`
	Outputs             int32   `json:"outputs"`
	PriorVariance       float64 `json:"prior_variance"`
	UncertaintyExponent float64 `json:"uncertainty_exponent"`
}

type goldenStep struct {
	Kind     string      `json:"kind"`
	Features goldenArray `json:"features"`
	Tasks    []struct {
		Labels goldenArray `json:"labels"`
		Head   goldenArray `json:"head"`
	} `json:"tasks"`
	ExpectedDirection goldenArray `json:"expected_direction"`
}

// Raw, row-major, little-endian: the bytes of a file are the bytes of a Tensor.
type goldenArray struct {
	File  string  `json:"file"`
	Shape []int64 `json:"shape"`
}

func readCase(directory string) (*goldenCase, error) {
	text, err := os.ReadFile(filepath.Join(directory, "case.json"))
	if err != nil {
		return nil, err
	}
	golden := &goldenCase{directory: directory}
	return golden, json.Unmarshal(text, golden)
}

func (c *goldenCase) name() string {
	return filepath.Base(c.directory)
}

// config is the session that the case describes: the format's defaults are the choices of the paper's preset.
func (c *goldenCase) config() (*pb.SessionConfig, error) {
	config := &pb.SessionConfig{FeatureDim: c.FeatureDim, Preset: pb.Preset_PRESET_PAPER}
	for i, task := range c.Tasks {
		likelihood := map[string]pb.Likelihood{
			"gaussian":  pb.Likelihood_LIKELIHOOD_GAUSSIAN,
			"bernoulli": pb.Likelihood_LIKELIHOOD_BERNOULLI,
		}[task.Likelihood]
		if likelihood == pb.Likelihood_LIKELIHOOD_UNSPECIFIED {
			return nil, fmt.Errorf("%s: likelihood %q is not played here", c.name(), task.Likelihood)
		}
		config.Tasks = append(config.Tasks, &pb.Task{
			Name:                taskName(i),
			Likelihood:          likelihood,
			Outputs:             task.Outputs,
			PriorVariance:       proto.Float64(task.PriorVariance),
			UncertaintyExponent: proto.Float64(task.UncertaintyExponent),
		})
	}
	return config, nil
}

// contribution holds a step's arrays; who sends it, and when, is left to the sender.
func (c *goldenCase) contribution(step *goldenStep) (*pb.AggregateRequest, error) {
	features, err := c.tensor(step.Features)
	if err != nil {
		return nil, err
	}
	request := &pb.AggregateRequest{Features: features}
	for i, task := range step.Tasks {
		labels, err := c.tensor(task.Labels)
		if err != nil {
			return nil, err
		}
		head, err := c.tensor(task.Head)
		if err != nil {
			return nil, err
		}
		request.Tasks = append(request.Tasks, &pb.TaskContribution{
			Task:        taskName(i),
			Observation: &pb.TaskContribution_Labels{Labels: labels},
			Head:        head,
		})
	}
	return request, nil
}

// Every input of these cases is a float32.
func (c *goldenCase) tensor(array goldenArray) (*pb.Tensor, error) {
	data, err := os.ReadFile(filepath.Join(c.directory, array.File))
	return &pb.Tensor{Dtype: pb.DataType_DATA_TYPE_F32, Shape: array.Shape, Data: data}, err
}

// compare answers the largest difference to what is expected, a float64 array, relative to its largest value.
func (c *goldenCase) compare(actual *pb.Tensor, expected goldenArray) (float64, error) {
	wanted, err := os.ReadFile(filepath.Join(c.directory, expected.File))
	if err != nil {
		return 0, err
	}
	if actual.GetDtype() != pb.DataType_DATA_TYPE_F32 || 2*len(actual.GetData()) != len(wanted) {
		return 0, fmt.Errorf("%v and %d bytes came, expected F32 of shape %v", actual.GetDtype(), len(actual.GetData()), expected.Shape)
	}
	difference, largest := 0.0, 0.0
	for i := 0; 8*i < len(wanted); i++ {
		a := float64(math.Float32frombits(binary.LittleEndian.Uint32(actual.Data[4*i:])))
		w := math.Float64frombits(binary.LittleEndian.Uint64(wanted[8*i:]))
		// Of a NaN, max makes a NaN: it does not pass for a small difference.
		difference, largest = math.Max(difference, math.Abs(a-w)), math.Max(largest, math.Abs(w))
	}
	return difference / largest, nil
}

func taskName(task int) string {
	return fmt.Sprintf("task-%d", task)
}
