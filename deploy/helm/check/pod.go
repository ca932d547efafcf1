package main

import (
	"fmt"
	"regexp"
	"strconv"

	core "k8s.io/api/core/v1"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/util/intstr"
	security "k8s.io/pod-security-admission/api"
	standard "k8s.io/pod-security-admission/policy"
)

var drainDeadline = regexp.MustCompile(`(?m)^drain-deadline-seconds=(\d+)$`)

// check returns what is wrong, a line each.
func (d *documents) check() []string {
	if len(d.sets) != 1 {
		return []string{fmt.Sprintf("%d stateful sets, expected 1", len(d.sets))}
	}
	set := d.sets[0]
	pod := set.Spec.Template
	problems := append(restricted(&pod), d.references()...)
	if *set.Spec.Replicas > 1 {
		problems = append(problems, "more than one server of one data directory")
	}
	drain := 30
	for _, found := range d.configMaps {
		if match := drainDeadline.FindStringSubmatch(found.Data["bayesagg.properties"]); match != nil {
			drain, _ = strconv.Atoi(match[1])
		}
	}
	if *pod.Spec.TerminationGracePeriodSeconds < int64(drain+10) {
		problems = append(problems, "the pod is killed before it has drained")
	}
	return problems
}

// restricted holds the pod to the strictest Pod Security Standard.
func restricted(pod *core.PodTemplateSpec) []string {
	evaluator, err := standard.NewEvaluator(standard.DefaultChecks(), nil)
	if err != nil {
		return []string{err.Error()}
	}
	var problems []string
	level := security.LevelVersion{Level: security.LevelRestricted, Version: security.LatestVersion()}
	for _, result := range evaluator.EvaluatePod(level, &pod.ObjectMeta, &pod.Spec) {
		if !result.Allowed {
			problems = append(problems, fmt.Sprintf("%s: %s", result.ForbiddenReason, result.ForbiddenDetail))
		}
	}
	if root := pod.Spec.Containers[0].SecurityContext.ReadOnlyRootFilesystem; root == nil || !*root {
		problems = append(problems, "the root directory can be written")
	}
	if token := pod.Spec.AutomountServiceAccountToken; token == nil || *token {
		problems = append(problems, "the pod gets a token of Kubernetes")
	}
	return problems
}

// references looks for names that lead nowhere: selectors, ports, volumes.
func (d *documents) references() []string {
	var problems []string
	set := d.sets[0]
	pod := set.Spec.Template
	container := pod.Spec.Containers[0]
	say := func(format string, values ...any) { problems = append(problems, fmt.Sprintf(format, values...)) }

	ports := map[string]bool{}
	for _, port := range container.Ports {
		ports[port.Name] = true
	}
	port := func(who string, name intstr.IntOrString) {
		if name.Type != intstr.String || !ports[name.StrVal] {
			say("%s: there is no port %s", who, name.String())
		}
	}
	selects := func(who string, selector *meta.LabelSelector) {
		parsed, err := meta.LabelSelectorAsSelector(selector)
		if err != nil || parsed.Empty() || !parsed.Matches(labels.Set(pod.Labels)) {
			say("%s does not select the pod: %v %v", who, selector, err)
		}
	}

	selects("the stateful set", set.Spec.Selector)
	headless := false
	for _, service := range d.services {
		selects("service "+service.Name, &meta.LabelSelector{MatchLabels: service.Spec.Selector})
		headless = headless || service.Name == set.Spec.ServiceName && service.Spec.ClusterIP == core.ClusterIPNone
		for _, found := range service.Spec.Ports {
			port("service "+service.Name, found.TargetPort)
		}
	}
	if !headless {
		say("there is no headless service %s", set.Spec.ServiceName)
	}
	for _, found := range d.policies {
		selects("the network policy", &found.Spec.PodSelector)
		for _, rule := range found.Spec.Ingress {
			if len(rule.From) == 0 {
				say("the network policy lets in everybody")
			}
			for _, allowed := range rule.Ports {
				port("the network policy", *allowed.Port)
			}
		}
	}
	for _, found := range d.budgets {
		selects("the disruption budget", found.Spec.Selector)
	}
	for _, found := range d.monitors {
		selects("the pod monitor", &found.Spec.Selector)
		for _, endpoint := range found.Spec.PodMetricsEndpoints {
			port("the pod monitor", intstr.FromString(*endpoint.Port))
			secured := endpoint.Scheme != nil && endpoint.Scheme.String() == "https"
			if secured != (container.ReadinessProbe.HTTPGet.Scheme == core.URISchemeHTTPS) {
				say("the pod monitor and the probes do not speak the same")
			}
		}
	}
	for _, found := range d.rules {
		if len(found.Spec.Groups) == 0 {
			say("there are no rules")
		}
	}
	for name, probe := range map[string]*core.Probe{
		"startup": container.StartupProbe, "liveness": container.LivenessProbe, "readiness": container.ReadinessProbe,
	} {
		port("the probe of "+name, probe.HTTPGet.Port)
	}

	volumes := map[string]bool{}
	for _, volume := range pod.Spec.Volumes {
		volumes[volume.Name] = true
		if volume.ConfigMap != nil && !d.hasConfigMap(volume.ConfigMap.Name) {
			say("there is no config map %s", volume.ConfigMap.Name)
		}
	}
	for _, claim := range set.Spec.VolumeClaimTemplates {
		volumes[claim.Name] = true
	}
	for _, mount := range container.VolumeMounts {
		if !volumes[mount.Name] {
			say("there is no volume %s", mount.Name)
		}
	}
	return problems
}

func (d *documents) hasConfigMap(name string) bool {
	for _, found := range d.configMaps {
		if found.Name == name {
			return true
		}
	}
	return false
}
