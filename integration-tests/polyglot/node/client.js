// The contract as @grpc/proto-loader reads it, with calls as promises.
import { promisify } from 'node:util';
import grpc from '@grpc/grpc-js';
import loader from '@grpc/proto-loader';

const DEADLINE_MS = 60_000;

export class Client {
  #stub;

  constructor(server, protobufRoot) {
    const contract = loader.loadSync('bayesagg/v1/aggregation_service.proto', {
      includeDirs: [protobufRoot],
      // Field names as in the contract, and enums by their names.
      keepCase: true,
      enums: String,
      // The whole numbers of this program are far below 2^53.
      longs: Number,
      defaults: true,
      oneofs: true,
    });
    const { AggregationService } = grpc.loadPackageDefinition(contract).bayesagg.v1;
    this.#stub = new AggregationService(server, grpc.credentials.createInsecure());
  }

  /** A unary call by its name in the contract. */
  call(method, request) {
    const stub = this.#stub;
    return promisify(stub[method]).call(stub, request, { deadline: Date.now() + DEADLINE_MS });
  }

  /** The duplex stream of AggregateStream. */
  stream() {
    return this.#stub.AggregateStream({ deadline: Date.now() + DEADLINE_MS });
  }

  close() {
    this.#stub.close();
  }
}
