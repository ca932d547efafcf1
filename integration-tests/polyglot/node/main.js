// Plays two golden cases against a BayesAgg server, one by unary calls and one on the stream, and reads a refusal's details.
import { join } from 'node:path';
import { Client } from './client.js';
import { GoldenCase } from './golden.js';
import { Run } from './run.js';
import { StepStream } from './stream.js';

async function checkUnary(client, golden) {
  const run = new Run(client, golden);
  await run.create();
  passed(`a session: fingerprint ${run.session.fingerprint}`);
  await check(run, golden, 'by unary calls', (request) => client.call('Aggregate', request));
}

async function checkStream(client, golden) {
  const run = new Run(client, golden);
  await run.create();
  const stream = new StepStream(client.stream());
  try {
    await check(run, golden, 'on the stream', (request) => stream.aggregate(request));
  } finally {
    stream.close();
  }
  // Every step's features came in pieces.
  if (stream.chunks < 2 * stream.steps) {
    throw new Error(`${golden.name}: ${stream.chunks} chunks for ${stream.steps} steps`);
  }
  passed(`${stream.steps} steps on the stream in ${stream.chunks} chunks`);
}

async function check(run, golden, way, send) {
  try {
    const difference = await run.play(send);
    passed(`${golden.name} ${way}: direction within ${difference.toExponential(1)}`);
    passed(`a head of wrong width ${way}: ${await run.refuse(send)}`);
    // After the refusal: nothing was counted, and a stream goes on.
    await run.repeat(send);
    passed(`the last step again ${way}: counted once, answered the same`);
  } finally {
    // What went wrong before is what has to be told.
    await run.delete().catch(() => {});
  }
}

function passed(what) {
  console.log(`polyglot node: ok: ${what}`);
}

const [server, protobufRoot, golden] = process.argv.slice(2);
if (golden === undefined) {
  console.error('usage: main.js HOST:PORT PROTOBUF_ROOT GOLDEN_DIRECTORY');
  process.exit(2);
}
const client = new Client(server, protobufRoot);
try {
  await checkUnary(client, new GoldenCase(join(golden, 'gaussian_small')));
  await checkStream(client, new GoldenCase(join(golden, 'bernoulli_small')));
} catch (error) {
  console.error(`polyglot node: FAILED: ${error.message}`);
  process.exitCode = 1;
} finally {
  client.close();
}
