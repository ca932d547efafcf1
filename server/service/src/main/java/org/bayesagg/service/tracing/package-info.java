/** Traces: what a call or a contribution spent its time on, told to an OpenTelemetry collector. */
package org.bayesagg.service.tracing;
