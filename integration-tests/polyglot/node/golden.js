// A golden case, as far as the small ones go: they leave every choice at the format's default.
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

const LIKELIHOODS = new Map([
  ['gaussian', 'LIKELIHOOD_GAUSSIAN'],
  ['bernoulli', 'LIKELIHOOD_BERNOULLI'],
]);

export class GoldenCase {
  constructor(directory) {
    this.directory = directory;
    this.name = basename(directory);
    this.case = JSON.parse(readFileSync(join(directory, 'case.json'), 'utf8'));
    this.steps = this.case.steps;
  }

  /** The session that the case describes: the format's defaults are the choices of the paper's preset. */
  config() {
    return {
      feature_dim: this.case.feature_dim,
      preset: 'PRESET_PAPER',
      tasks: this.case.tasks.map((task, i) => {
        if (!LIKELIHOODS.has(task.likelihood)) {
          throw new Error(`${this.name}: likelihood ${task.likelihood} is not played here`);
        }
        return {
          name: taskName(i),
          likelihood: LIKELIHOODS.get(task.likelihood),
          outputs: task.outputs,
          prior_variance: task.prior_variance,
          uncertainty_exponent: task.uncertainty_exponent,
        };
      }),
    };
  }

  /** A step's arrays; who sends it, and when, is left to the sender. */
  contribution(step) {
    return {
      features: this.#tensor(step.features),
      tasks: step.tasks.map((task, i) => ({
        task: taskName(i),
        labels: this.#tensor(task.labels),
        head: this.#tensor(task.head),
      })),
    };
  }

  /** The largest difference to what is expected, a float64 array, relative to its largest value. */
  difference(actual, expected) {
    const wanted = this.#read(expected);
    if (actual?.dtype !== 'DATA_TYPE_F32' || 2 * actual.data.length !== wanted.length) {
      throw new Error(`${actual?.dtype} ${actual?.shape} came, expected float32 of shape ${expected.shape}`);
    }
    let difference = 0;
    let largest = 0;
    for (let i = 0; 8 * i < wanted.length; i++) {
      const value = wanted.readDoubleLE(8 * i);
      // Of a NaN, max makes a NaN: it does not pass for a small difference.
      difference = Math.max(difference, Math.abs(actual.data.readFloatLE(4 * i) - value));
      largest = Math.max(largest, Math.abs(value));
    }
    return difference / largest;
  }

  // Every input of these cases is a float32; a file's bytes are a tensor's.
  #tensor(array) {
    return { dtype: 'DATA_TYPE_F32', shape: array.shape, data: this.#read(array) };
  }

  #read(array) {
    return readFileSync(join(this.directory, array.file));
  }
}

function taskName(task) {
  return `task-${task}`;
}
