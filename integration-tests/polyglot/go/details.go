package main

import (
	"fmt"
	"strings"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc/status"
)

// explain reads what a refusal says to programs: the reason, and every wrong field.
func explain(refusal *status.Status) (string, error) {
	reason := ""
	var fields []string
	for _, detail := range refusal.Details() {
		switch detail := detail.(type) {
		case *errdetails.ErrorInfo:
			reason = detail.GetReason()
		case *errdetails.BadRequest:
			for _, violation := range detail.GetFieldViolations() {
				fields = append(fields, violation.GetField()+": "+violation.GetDescription())
			}
		}
	}
	if reason == "" || len(fields) == 0 {
		return "", fmt.Errorf("%v without a reason or a field violation: %v", refusal.Code(), refusal.Message())
	}
	return fmt.Sprintf("%v, %s, %s", refusal.Code(), reason, strings.Join(fields, "; ")), nil
}
