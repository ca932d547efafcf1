// Command check loads the Compose files as Compose does, schema and all, and holds them to what deploy/README.md says of them.
//
//	go run . FILE...
package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"time"

	"github.com/compose-spec/compose-go/v2/cli"
	"github.com/compose-spec/compose-go/v2/types"
)

func main() {
	project, err := load(os.Args[1:])
	if err != nil {
		fmt.Fprintln(os.Stderr, "compose:", err)
		os.Exit(1)
	}
	problems := check(project)
	for _, problem := range problems {
		fmt.Fprintln(os.Stderr, "compose:", problem)
	}
	if len(problems) > 0 {
		os.Exit(1)
	}
	fmt.Printf("%v: %d services, ok\n", os.Args[1:], len(project.Services))
}

func load(files []string) (*types.Project, error) {
	options, err := cli.NewProjectOptions(files, cli.WithResolvedPaths(true), cli.WithConsistency(true))
	if err != nil {
		return nil, err
	}
	return options.LoadProject(context.Background())
}

func check(project *types.Project) []string {
	var problems []string
	for name, service := range project.Services {
		say := func(format string, values ...any) {
			problems = append(problems, name+": "+fmt.Sprintf(format, values...))
		}
		if !service.ReadOnly || !slices.Equal(service.CapDrop, []string{"ALL"}) || len(service.CapAdd) > 0 || service.Privileged {
			say("its root is to be read-only and its capabilities dropped")
		}
		if !slices.Contains(service.SecurityOpt, "no-new-privileges:true") {
			say("it may gain privileges")
		}
		if service.Deploy == nil || service.Deploy.Resources.Limits == nil || service.Deploy.Resources.Limits.MemoryBytes == 0 {
			say("it has no limit of memory")
		}
		for _, volume := range service.Volumes {
			if volume.Type != types.VolumeTypeBind {
				continue
			}
			if !volume.ReadOnly {
				say("%s can be written", volume.Source)
			}
			// What the folder tls holds is made by whoever deploys.
			made := filepath.Base(volume.Source) == "tls" || filepath.Base(filepath.Dir(volume.Source)) == "tls"
			if _, err := os.Stat(volume.Source); err != nil && !made {
				say("%v", err)
			}
		}
		for _, port := range service.Ports {
			open := name == "bayesagg" && encrypted(service)
			if port.HostIP != "127.0.0.1" && !open {
				say("port %s is published to all the world in plain text", port.Published)
			}
			if port.Target == 9464 {
				say("metrics are published")
			}
		}
	}
	return append(problems, checkServer(project)...)
}

func encrypted(service types.ServiceConfig) bool {
	certificate := service.Environment["BAYESAGG_TLS_CERTIFICATE"]
	return certificate != nil && *service.Environment["BAYESAGG_INSECURE"] == "false"
}

// checkServer looks at what the services have to do with each other.
func checkServer(project *types.Project) []string {
	var problems []string
	server := project.Services["bayesagg"]
	drain, err := strconv.Atoi(*server.Environment["BAYESAGG_DRAIN_DEADLINE_SECONDS"])
	if err != nil || server.StopGracePeriod == nil || time.Duration(*server.StopGracePeriod) < time.Duration(drain+10)*time.Second {
		problems = append(problems, "bayesagg: it is killed before it has drained")
	}
	if !project.Networks["monitoring"].Internal || len(project.Services["prometheus"].Networks) != 1 {
		problems = append(problems, "monitoring: metrics can leave their network")
	}
	return problems
}
