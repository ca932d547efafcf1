// Command check reads the documents that `helm template` writes and holds them to what a cluster would: each is decoded strictly into the
// types of its API, the pod has to pass the "restricted" Pod Security Standard, and names that refer to each other have to exist.
//
//	helm template RELEASE CHART | go run . NAME     NAME stands in what it prints
package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"sort"
	"strings"

	monitoring "github.com/prometheus-operator/prometheus-operator/pkg/apis/monitoring/v1"
	apps "k8s.io/api/apps/v1"
	core "k8s.io/api/core/v1"
	networking "k8s.io/api/networking/v1"
	policy "k8s.io/api/policy/v1"
	"k8s.io/apimachinery/pkg/util/yaml"
	"sigs.k8s.io/json"
	strict "sigs.k8s.io/yaml"
)

// documents are those of one rendered chart, by kind.
type documents struct {
	sets       []*apps.StatefulSet
	services   []*core.Service
	configMaps []*core.ConfigMap
	accounts   []*core.ServiceAccount
	policies   []*networking.NetworkPolicy
	budgets    []*policy.PodDisruptionBudget
	monitors   []*monitoring.PodMonitor
	rules      []*monitoring.PrometheusRule
}

func main() {
	found, kinds, err := read(os.Stdin)
	if err != nil {
		fail(err)
	}
	if problems := found.check(); len(problems) > 0 {
		fail(errors.New(strings.Join(problems, "\n  ")))
	}
	sort.Strings(kinds)
	fmt.Printf("%s: ok: %s\n", os.Args[1], strings.Join(kinds, ", "))
}

func fail(err error) {
	fmt.Fprintf(os.Stderr, "%s: %v\n", os.Args[1], err)
	os.Exit(1)
}

// read decodes every document; a field that its type does not have is an error.
func read(in io.Reader) (*documents, []string, error) {
	all, err := io.ReadAll(in)
	if err != nil {
		return nil, nil, err
	}
	var found documents
	var kinds []string
	reader := yaml.NewDocumentDecoder(io.NopCloser(bytes.NewReader(all)))
	buffer := make([]byte, len(all)+1)
	for {
		length, err := reader.Read(buffer)
		if errors.Is(err, io.EOF) {
			return &found, kinds, nil
		}
		if err != nil {
			return nil, nil, err
		}
		var head struct{ APIVersion, Kind string }
		if err := strict.Unmarshal(buffer[:length], &head); err != nil {
			return nil, nil, err
		}
		if head.Kind == "" {
			continue
		}
		if err := found.add(head.APIVersion+"/"+head.Kind, buffer[:length]); err != nil {
			return nil, nil, fmt.Errorf("%s: %w", head.Kind, err)
		}
		kinds = append(kinds, head.Kind)
	}
}

func (d *documents) add(kind string, text []byte) error {
	switch kind {
	case "apps/v1/StatefulSet":
		return decode(text, &d.sets)
	case "v1/Service":
		return decode(text, &d.services)
	case "v1/ConfigMap":
		return decode(text, &d.configMaps)
	case "v1/ServiceAccount":
		return decode(text, &d.accounts)
	case "networking.k8s.io/v1/NetworkPolicy":
		return decode(text, &d.policies)
	case "policy/v1/PodDisruptionBudget":
		return decode(text, &d.budgets)
	case "monitoring.coreos.com/v1/PodMonitor":
		return decode(text, &d.monitors)
	case "monitoring.coreos.com/v1/PrometheusRule":
		return decode(text, &d.rules)
	}
	return fmt.Errorf("%s is not expected in this chart", kind)
}

func decode[T any](text []byte, into *[]*T) error {
	value := new(T)
	asJSON, err := strict.YAMLToJSONStrict(text)
	if err != nil {
		return err
	}
	// As the API server does: names of fields with their case.
	unknown, err := json.UnmarshalStrict(asJSON, value)
	if err != nil || len(unknown) > 0 {
		return errors.Join(append(unknown, err)...)
	}
	*into = append(*into, value)
	return nil
}
