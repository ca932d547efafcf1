#!/usr/bin/env bash
# What only a machine with an NVIDIA GPU can show: the chain of checks, all tests of runs on the device, golden cases through gRPC, the
# memory checker, and how long steps take beside PyTorch on the same GPU. Stops at the first that fails.
#
#   usage: deploy/gpu-check.sh [FOLDER]    results go to FOLDER (gpu-check)
#
#   PYTHON               a python3 with torch for CUDA; without torch the table has no PyTorch
#   BAYESAGG_CUDA_*      settings of the server, for example BAYESAGG_CUDA_LIBRARIES
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

out=${1:-gpu-check}
python=${PYTHON:-python3}
golden=server/math/src/test/resources/golden
shapes=(gaussian:120x64x11 gaussian:128x256x3 gaussian:128x512x11 bernoulli:128x64x8 bernoulli:128x160x20 bernoulli:128x512x40
  categorical:128x256x2 categorical:128x256x5 gaussian:1024x1024x8 bernoulli:1024x1024x8 gaussian:4096x2048x8 robust-gaussian:120x64x11
  robust-gaussian:128x512x11 robust-bernoulli:128x160x20 robust-bernoulli:128x512x40 robust-gaussian:4096x2048x8 gaussian:8192x4096x16
  bernoulli:2048x2048x64 categorical:1024x512x10 robust-gaussian:8192x4096x16)
mkdir -p "$out"
export BAYESAGG_ENGINE=cuda
server=

stop() {
  if [[ -n $server ]]; then
    kill "$server" 2>/dev/null || :
    wait "$server" || :
  fi
  server=
}
trap stop EXIT

# serve COMMAND...: starts a server with it and waits until it serves.
serve() {
  rm -f "$out/ports"
  "$@" serve --ephemeral --port 0 --http-port 0 --port-file "$PWD/$out/ports" >"$out/server.log" 2>&1 &
  server=$!
  for ((i = 0; i < 600; i++)); do
    [[ ! -s $out/ports ]] || return 0
    kill -0 "$server" 2>/dev/null || { cat "$out/server.log"; exit 1; }
    sleep 0.5
  done
  echo "the server does not begin to serve; see $out/server.log"
  exit 1
}

echo "=== doctor"
deploy/bayesagg doctor | tee "$out/doctor.txt"

echo "=== tests on the device"
BAYESAGG_CUDA_TESTS=device mvn -q -B -ntp -pl server/cuda -am test -Djacoco.skip -Dcuda.test.processes=1

echo "=== golden cases through gRPC"
serve deploy/bayesagg
deploy/bayesagg conformance "$golden" --target "localhost:$(head -n 1 "$out/ports")"
stop

if command -v compute-sanitizer >/dev/null; then
  echo "=== the same under compute-sanitizer"
  serve compute-sanitizer --target-processes all --error-exitcode 9 --log-file "$out/sanitizer.txt" deploy/bayesagg
  deploy/bayesagg conformance "$golden" --target "localhost:$(head -n 1 "$out/ports")" --transport unary
  stop
  grep "ERROR SUMMARY" "$out/sanitizer.txt"
  grep -q "ERROR SUMMARY: 0 errors" "$out/sanitizer.txt"
else
  echo "=== no compute-sanitizer here: skipped"
fi

echo "=== steps"
yardstick=()
if "$python" -c 'import sys, torch; sys.exit(not torch.cuda.is_available())' 2>/dev/null; then
  yardstick=(--yardstick "$python integration-tests/benchmarks/yardstick/torch_step.py --device cuda")
else
  echo "no torch that sees a GPU: the table has no PyTorch"
fi
deploy/bayesagg bench "${shapes[@]}" --prime 40 --duration 4 --warmup 6 --min-steps 7 --rounds 2 "${yardstick[@]}" \
  --json "$out/steps.json" | tee "$out/steps.txt"
echo "=== all passed; the results are in $out"
