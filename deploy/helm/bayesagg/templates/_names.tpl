{{/* Names and labels, and what several templates derive from the values. */}}
{{- define "bayesagg.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 52 | trimSuffix "-" }}
{{- end }}

{{- define "bayesagg.fullname" -}}
{{- if .Values.fullnameOverride }}
{{- .Values.fullnameOverride | trunc 52 | trimSuffix "-" }}
{{- else if contains (include "bayesagg.name" .) .Release.Name }}
{{- .Release.Name | trunc 52 | trimSuffix "-" }}
{{- else }}
{{- printf "%s-%s" .Release.Name (include "bayesagg.name" .) | trunc 52 | trimSuffix "-" }}
{{- end }}
{{- end }}

{{- define "bayesagg.selector" -}}
app.kubernetes.io/name: {{ include "bayesagg.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "bayesagg.labels" -}}
{{ include "bayesagg.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end }}

{{- define "bayesagg.serviceAccount" -}}
{{- default (ternary (include "bayesagg.fullname" .) "default" .Values.serviceAccount.create) .Values.serviceAccount.name }}
{{- end }}

{{- define "bayesagg.image" -}}
{{- if .Values.image.digest -}}
{{ .Values.image.repository }}@{{ .Values.image.digest }}
{{- else -}}
{{ .Values.image.repository }}:{{ default .Chart.AppVersion .Values.image.tag }}
{{- end }}
{{- end }}

{{/* The scheme of the HTTP port. */}}
{{- define "bayesagg.scheme" -}}
{{ ternary "HTTPS" "HTTP" .Values.tls.enabled }}
{{- end }}

{{- define "bayesagg.drainSeconds" -}}
{{ get .Values.settings "drain-deadline-seconds" | default 30 | int }}
{{- end }}

{{/* What the values' schema cannot say. */}}
{{- define "bayesagg.check" -}}
{{- if and (not .Values.tls.enabled) (not .Values.insecure) }}
{{- fail "tls.enabled: true with a secret (tls.secretName), or insecure: true for plain text within the cluster" }}
{{- end }}
{{- if and .Values.tls.enabled .Values.insecure }}
{{- fail "insecure: true has no place where tls.enabled is true" }}
{{- end }}
{{- if and .Values.tls.enabled (not .Values.tls.secretName) }}
{{- fail "tls.secretName: the name of a secret with tls.crt, tls.key and ca.crt" }}
{{- end }}
{{- if and (ne .Values.tls.clientCertificates "off") (not .Values.tls.enabled) }}
{{- fail "tls.clientCertificates needs tls.enabled: true" }}
{{- end }}
{{- if and .Values.podMonitor.enabled .Values.access.secretName (not .Values.podMonitor.token.secretName) (ne (toString (get .Values.settings "http-open")) "true") }}
{{- fail "podMonitor.token.secretName: with an access file, metrics take a token of an identity that may read \"*\" (or settings.http-open: true)" }}
{{- end }}
{{- end }}
