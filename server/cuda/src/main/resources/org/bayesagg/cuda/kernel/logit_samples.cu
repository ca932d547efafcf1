// Expectations over an example's logits z = m + B'L eps, L L' = Cov(u): of phi = [r, r x eps] with r = B (softmax z - y),
// and of r r'. The set of points is the first whose limits hold the deviations. A block an example.
struct Points {
  const double* values;     // eps, set after set
  const double* weights;
  const int* starts;        // first point of each set
  const double* limits;     // largest deviation that a set serves
  index_t sets, most, by_widest;
};

// L of a = L L' in place of the lower triangle [k, k]; a direction without variance gets a column of zeros.
__device__ void small_cholesky(double* a, int k) {
  double largest = 0;
  for (int j = 0; j < k; j++) {
    largest = fmax(largest, a[j * k + j]);
  }
  __syncthreads();
  for (int j = 0; j < k; j++) {
    double pivot = a[j * k + j];
    for (int m = 0; m < j; m++) {
      pivot -= a[j * k + m] * a[j * k + m];
    }
    bool certain = pivot <= 1e-14 * largest;
    double root = certain ? 0 : sqrt(pivot);
    for (int i = j + 1 + threadIdx.x; i < k; i += blockDim.x) {
      double sum = a[i * k + j];
      for (int m = 0; m < j; m++) {
        sum -= a[i * k + m] * a[j * k + m];
      }
      a[i * k + j] = certain ? 0 : sum / root;
    }
    __syncthreads();
    if (threadIdx.x == 0) {
      a[j * k + j] = root;
    }
    __syncthreads();
  }
}

// The points that suit: by the largest deviation of a difference of two classes, or of any direction.
__device__ int points_for(const double* covariance, int k, Points points) {
  double largest = 0, widest = 0;
  for (int c = 0; c <= k; c++) {
    double own = 0;
    for (int l = c > 0 ? c - 1 : 0; l < k; l++) {
      for (int m = c > 0 ? c - 1 : 0; m < k; m++) {
        own += helmert(l, c) * helmert(m, c) * covariance[l * k + m];
      }
    }
    largest = fmax(largest, own);
  }
  for (int l = 0; l < k; l++) {
    double sum = 0;
    for (int m = 0; m < k; m++) {
      sum += fabs(covariance[l * k + m]);
    }
    widest = fmax(widest, sum);
  }
  double deviation = points.by_widest ? sqrt(2 * widest) : sqrt(2 * largest * (k + 1) / k);
  int set = 0;
  while (set < points.sets - 1 && deviation > points.limits[set]) {
    set++;
  }
  return set;
}

// r = B (softmax(z) - y) by a warp; z is in `own` and is changed.
__device__ void contrast_residual(double* own, const float* y, double* to, int k, int lane) {
  double largest = own[0];
  for (int c = 1; c <= k; c++) {
    largest = fmax(largest, own[c]);
  }
  double sum = 0;
  for (int c = lane; c <= k; c += 32) {
    sum += exp(own[c] - largest);
  }
  sum = warp_sum(sum);
  for (int c = lane; c <= k; c += 32) {
    own[c] = exp(own[c] - largest) / sum - (y == 0 ? 0 : y[c]);
  }
  __syncwarp();
  for (int l = lane; l < k; l += 32) {
    double contrast = 0;
    for (int c = 0; c <= l + 1; c++) {
      contrast += helmert(l, c) * own[c];
    }
    to[l] = contrast;
  }
  __syncwarp();
}

extern "C" __global__ void logit_samples(
    const double* z, const float* y, const double* covariance, double* factor, double* spread, double* r, float* phi,
    double* mean, double* squares, double* plain, int* chosen, Points points, int from, int k) {
  extern __shared__ double shared[];
  __shared__ int set;
  int classes = k + 1;
  int lane = threadIdx.x % 32;
  int warp = threadIdx.x / 32;
  int warps = blockDim.x / 32;
  index_t i = blockIdx.x;
  const double* own = z + (from + i) * classes;
  const float* label = y == 0 ? 0 : y + (from + i) * classes;
  const double* v = covariance + i * k * k;
  double* l = factor + i * k * k;
  double* s = spread + i * classes * k;
  double* residual = r + i * points.most * k;
  double* logits = shared + warp * classes;
  for (int t = threadIdx.x; t < k * k; t += blockDim.x) {
    l[t] = v[t];
  }
  if (threadIdx.x == 0) {
    set = points_for(v, k, points);
    chosen[i] = set;
  }
  __syncthreads();
  small_cholesky(l, k);
  for (int t = threadIdx.x; t < classes * k; t += blockDim.x) {
    int c = t / k;
    int m = t % k;
    double sum = 0;
    for (int a = m > c - 1 ? m : c - 1; a < k; a++) {
      sum += helmert(a, c) * l[a * k + m];
    }
    s[t] = sum;
  }
  __syncthreads();
  int first = points.starts[set];
  int count = points.starts[set + 1] - first;
  for (int point = warp; point < count; point += warps) {
    const double* eps = points.values + (index_t) (first + point) * k;
    for (int c = lane; c < classes; c += 32) {
      double deviation = 0;
      for (int m = 0; m < k; m++) {
        deviation += s[c * k + m] * eps[m];
      }
      logits[c] = own[c] + deviation;
    }
    __syncwarp();
    contrast_residual(logits, label, residual + (index_t) point * k, k, lane);
  }
  if (warp == 0) {
    for (int c = lane; c < classes; c += 32) {
      logits[c] = own[c];
    }
    __syncwarp();
    contrast_residual(logits, label, plain + i * k, k, lane);
  }
  __syncthreads();
  int size = k + k * k;
  const double* weight = points.weights + first;
  const double* values = points.values + (index_t) first * k;
  for (int t = threadIdx.x; t < size; t += blockDim.x) {
    int a = t < k ? t : (t - k) / k;
    int m = t < k ? -1 : (t - k) % k;
    double sum = 0, square = 0;
    for (int point = 0; point < count; point++) {
      double own_r = residual[(index_t) point * k + a];
      sum += weight[point] * own_r * (m < 0 ? 1 : values[(index_t) point * k + m]);
      square += m < 0 ? 0 : weight[point] * own_r * residual[(index_t) point * k + m];
    }
    mean[i * size + t] = sum;
    if (m >= 0) {
      squares[i * k * k + t - k] = square;
    }
  }
  __syncthreads();
  // sqrt|w| (phi - E phi) at every point, zeros where the set has fewer than the largest: for the variance.
  for (index_t t = threadIdx.x; phi != 0 && t < points.most * size; t += blockDim.x) {
    int point = t / size;
    int f = t % size;
    double value = 0;
    if (point < count) {
      double own_r = residual[(index_t) point * k + (f < k ? f : (f - k) / k)];
      value = own_r * (f < k ? 1 : values[(index_t) point * k + (f - k) % k]) - mean[i * size + f];
      value *= sqrt(fabs(weight[point]));
    }
    phi[i * points.most * size + t] = (float) value;
  }
}
