// Cross-entropy over C classes, p = softmax(z): slope = u (p - y), and, class by class, omega = u p (1 - p) with
// pull = omega w x - slope; of a coupled precision omega = p and pull = u p (w x - sum p w x) - slope.
extern "C" __global__ void evidence_categorical(
    const float* y, const double* z, const float* u, const float* heads, const int* shard_of, double* omega,
    double* pull, double* slope, double* residual, double* loss, int n, int classes, int d, int bias, int coupled) {
  EACH(i, (index_t) n) {
    const double* own = z + i * classes;
    const float* label = y + i * classes;
    const float* head = heads + (index_t) shard_of[i] * classes * (d + 1);
    double weight = u[i];
    double largest = own[0];
    for (int c = 1; c < classes; c++) {
      largest = fmax(largest, own[c]);
    }
    double sum = 0, picked = 0, total = 0;
    for (int c = 0; c < classes; c++) {
      double e = exp(own[c] - largest);
      omega[(index_t) c * n + i] = e;
      sum += e;
      picked += label[c] * (own[c] - largest);
      total += label[c];
    }
    loss[i] = total * log(sum) - picked;
    double mean = 0;
    for (int c = 0; c < classes; c++) {
      double p = omega[(index_t) c * n + i] / sum;
      omega[(index_t) c * n + i] = p;
      mean += p * (own[c] - (bias ? 0 : head[(index_t) c * (d + 1) + d]));
    }
    for (int c = 0; c < classes; c++) {
      index_t t = i * classes + c;
      double p = omega[(index_t) c * n + i];
      double linear = own[c] - (bias ? 0 : head[(index_t) c * (d + 1) + d]);
      residual[t] = p - label[c];
      slope[t] = weight * residual[t];
      pull[t] = coupled ? weight * p * (linear - mean) - slope[t] : 0;
    }
    // Class by class. 1 - p cancels for the likeliest class alone: there it is the sum of the others.
    int likeliest = 0;
    for (int c = 1; c < classes && !coupled; c++) {
      likeliest = own[c] > own[likeliest] ? c : likeliest;
    }
    double rest = 0;
    for (int c = 0; c < classes && !coupled; c++) {
      rest += c == likeliest ? 0 : omega[(index_t) c * n + i];
    }
    for (int c = 0; c < classes && !coupled; c++) {
      index_t t = i * classes + c;
      double p = omega[(index_t) c * n + i];
      double linear = own[c] - (bias ? 0 : head[(index_t) c * (d + 1) + d]);
      double w = weight * p * (c == likeliest ? rest : 1 - p);
      omega[(index_t) c * n + i] = w;
      pull[t] = w * linear - slope[t];
    }
  }
}
