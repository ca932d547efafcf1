// The details of a refusal. google.rpc is no part of the loader's packages: declared here is what is read, with the numbers of
// google/rpc/status.proto and google/rpc/error_details.proto.
import grpc from '@grpc/grpc-js';
import protobuf from 'protobufjs';

const { root } = protobuf.parse(`
  syntax = "proto3";
  package google.rpc;
  message Any { string type_url = 1; bytes value = 2; }
  message Status { int32 code = 1; string message = 2; repeated Any details = 3; }
  message ErrorInfo { string reason = 1; string domain = 2; map<string, string> metadata = 3; }
  message BadRequest {
    message FieldViolation { string field = 1; string description = 2; }
    repeated FieldViolation field_violations = 1;
  }
`, { keepCase: true });

/** The reason and the wrong fields of a failed call, or of an error made by errorOf. */
export function explain(error) {
  const details = error.rpcDetails ?? detailsOf(error.metadata);
  const reason = find(details, 'google.rpc.ErrorInfo')?.reason;
  const fields = find(details, 'google.rpc.BadRequest')?.field_violations ?? [];
  if (!reason || fields.length === 0) {
    throw new Error(`no reason or no field violation in: ${error.message}`);
  }
  const violations = fields.map(({ field, description }) => `${field}: ${description}`);
  return `${grpc.status[error.code]}, ${reason}, ${violations.join('; ')}`;
}

/** A StreamedError as the error that the unary call would have ended with. */
export function errorOf({ code, message, details }) {
  return Object.assign(new Error(`${code} ${grpc.status[code]}: ${message}`), { code, rpcDetails: details });
}

// A unary call's details travel in a trailer, as a serialised google.rpc.Status.
function detailsOf(metadata) {
  const [trailer] = metadata?.get('grpc-status-details-bin') ?? [];
  return trailer ? root.lookupType('google.rpc.Status').decode(trailer).details : [];
}

function find(details, name) {
  const detail = details.find(({ type_url: url }) => url === `type.googleapis.com/${name}`);
  return detail && root.lookupType(name).decode(detail.value);
}
