import { randomUUID } from 'node:crypto';
import grpc from '@grpc/grpc-js';
import { explain } from './errors.js';

// What float32 arithmetic leaves of a direction, relative to its largest value.
const BOUND = 2e-4;

/** A session and the case that it was made for. */
export class Run {
  #client;
  #golden;
  #last;
  #answer;
  session;

  constructor(client, golden) {
    this.#client = client;
    this.#golden = golden;
  }

  async create() {
    // A name of one's own: whoever repeats the call learns by ALREADY_EXISTS that the first attempt came through.
    const request = { session_id: `polyglot-node-${randomUUID()}`, config: this.#golden.config() };
    ({ session: this.session } = await this.#client.call('CreateSession', request));
  }

  async delete() {
    await this.#client.call('DeleteSession', { session_id: this.session.session_id });
  }

  /** Sends the case's steps by `send` and answers how far the direction is from the expected one. */
  async play(send) {
    const { name, steps } = this.#golden;
    const { session_id, fingerprint } = this.session;
    let difference;
    let epoch = 0;
    for (const [i, step] of steps.entries()) {
      // With the session, these three name the contribution.
      const sender = { worker: 'node', epoch, step: i };
      const outputs = { omit_direction: step.kind === 'epoch_evidence' };
      this.#last = { session_id, fingerprint, ...sender, outputs, ...this.#golden.contribution(step) };
      this.#answer = await send(this.#last);
      if (step.kind === 'epoch_evidence') {
        // The epoch's evidence becomes the prior of the next one.
        await this.#client.call('FinishEpoch', { session_id, fingerprint, worker: sender.worker, epoch });
        epoch++;
      } else if (step.kind === 'bayesian_step') {
        difference = this.#golden.difference(this.#answer.direction, step.expected_direction);
      } else {
        throw new Error(`${name}, step ${i}: a step of kind ${step.kind} is not played here`);
      }
    }
    // Neither NaN nor undefined is within the bound.
    if (!(difference <= BOUND)) {
      throw new Error(`${name}: the direction differs by ${difference} of its largest value, at most ${BOUND} is allowed`);
    }
    return difference;
  }

  /** Sends the last step again, as after a lost answer. */
  async repeat(send) {
    const again = await send(this.#last);
    if (!again.duplicate || !again.direction?.data.equals(this.#answer.direction.data)) {
      throw new Error('the same step again: expected a duplicate with the same direction');
    }
  }

  /** Sends a head of wrong width as the next step and answers what the refusal says. */
  async refuse(send) {
    const [task, ...others] = this.#last.tasks;
    const shape = [task.head.shape[0], task.head.shape[1] + 1];
    const head = { ...task.head, shape, data: Buffer.alloc(4 * shape[0] * shape[1]) };
    const request = { ...this.#last, step: this.#last.step + 1, tasks: [{ ...task, head }, ...others] };
    const error = await send(request).then(() => undefined, (refusal) => refusal);
    if (error?.code !== grpc.status.INVALID_ARGUMENT) {
      throw new Error(`a head of wrong width: expected INVALID_ARGUMENT, not ${error?.message ?? 'an answer'}`);
    }
    return explain(error);
  }
}
