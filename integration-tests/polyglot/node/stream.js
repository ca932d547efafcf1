import { errorOf } from './errors.js';

// A good size is 1 MiB; these cases are small, and their features are to come in several pieces.
const CHUNK_BYTES = 256;

/** Sends contributions one at a time; the contract also allows several on their way. */
export class StepStream {
  #call;
  #frames;
  steps = 0;
  chunks = 0;

  constructor(call) {
    this.#call = call;
    this.#frames = call[Symbol.asyncIterator]();
  }

  /** Announces the features and sends their bytes in chunks; what is small stays in the message. */
  async aggregate(request) {
    const sequence = ++this.steps;
    const { data } = request.features;
    const announced = { ...request, features: { ...request.features, data: undefined } };
    this.#call.write({ contribution: { sequence, request: announced } });
    for (let offset = 0; offset < data.length; offset += CHUNK_BYTES) {
      // Features are the first tensor of a contribution: number 0.
      const chunk = { sequence, tensor: 0, offset, data: data.subarray(offset, offset + CHUNK_BYTES) };
      this.#call.write({ chunk });
      this.chunks++;
    }
    return this.#receive(sequence);
  }

  /** The direction, the answer's only tensor here, carries its bytes or, where large, announces them. */
  async #receive(sequence) {
    let response;
    do {
      const { value: frame, done } = await this.#frames.next();
      if (done) {
        throw new Error('the stream ended before the answer');
      }
      if (frame.frame === 'error') {
        throw errorOf(frame.error);
      } else if (frame.frame === 'answer') {
        if (response !== undefined || frame.answer.sequence !== sequence) {
          throw new Error(`sequence ${frame.answer.sequence} was answered, expected ${sequence}`);
        }
        response = frame.answer.response;
      } else {
        const { tensor, offset, data } = frame.chunk;
        const direction = response?.direction;
        if (tensor !== 0 || offset !== direction?.data.length) {
          throw new Error(`a chunk out of order: tensor ${tensor}, offset ${offset}`);
        }
        direction.data = Buffer.concat([direction.data, data]);
      }
    } while ((response.direction?.data.length ?? 0) < byteCount(response.direction));
    return response;
  }

  close() {
    this.#call.end();
  }
}

/** Bytes of a float32 tensor, whether they are there yet or not; 0 where there is no tensor. */
function byteCount(tensor) {
  return tensor ? tensor.shape.reduce((product, extent) => product * extent, 4) : 0;
}
