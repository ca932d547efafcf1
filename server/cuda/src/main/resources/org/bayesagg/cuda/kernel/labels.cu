// Output gradients g become the labels that have them: y = z - g/2 of a squared error, else p - g within [0, 1].
// A gradient that is no number marks a missing label: 0.
extern "C" __global__ void labels_gaussian(float* y, const double* z, const int* task_of, const int* shard_of, const int* gradients, int shards, int n, int outputs) {
  EACH(t, (index_t) n * outputs) {
    if (gradients[task_of[t % outputs] * shards + shard_of[t / outputs]]) {
      float g = y[t];
      y[t] = finite_float(g) ? (float) (z[t] - g / 2.0) : 0.0f;
    }
  }
}

extern "C" __global__ void labels_bernoulli(float* y, const double* z, const int* task_of, const int* shard_of, const int* gradients, int shards, int n, int outputs) {
  EACH(t, (index_t) n * outputs) {
    if (gradients[task_of[t % outputs] * shards + shard_of[t / outputs]]) {
      float g = y[t];
      y[t] = finite_float(g) ? (float) fmin(1.0, fmax(0.0, sigmoid(z[t]) - g)) : 0.0f;
    }
  }
}

extern "C" __global__ void labels_categorical(float* y, const double* z, const int* shard_of, const int* gradients, int n, int classes) {
  EACH(i, (index_t) n) {
    if (!gradients[shard_of[i]]) {
      continue;
    }
    const double* own = z + i * classes;
    float* label = y + i * classes;
    double largest = own[0];
    for (int c = 1; c < classes; c++) {
      largest = fmax(largest, own[c]);
    }
    double sum = 0;
    for (int c = 0; c < classes; c++) {
      sum += exp(own[c] - largest);
    }
    for (int c = 0; c < classes; c++) {
      float g = label[c];
      label[c] = finite_float(g) ? (float) fmin(1.0, fmax(0.0, exp(own[c] - largest) / sum - g)) : 0.0f;
    }
  }
}
