// Rows whose gradients are quadratic in mu and c, as the kernels that sum over them see them. All members take 8 bytes.
struct Rows {
  const float* c;           // products [blocks, n, ldc]; 0 where only plain gradients are wanted
  const float* mu;          // centre, by shard (mu_shard apart) and column (mu_ld apart)
  const double* diagonal;   // diag Sigma [blocks, ldd]
  const float* f;           // factors [n, columns, 8]
  const float* scale;       // [columns]: c and the diagonal are multiplied by it
  const int* block_of;
  index_t mu_shard;
  index_t mu_ld, ldc, ldd, n, d, first, columns, first_block;
};

__device__ __forceinline__ float row_product(const Rows& rows, int i, int column, int j) {
  int block = rows.block_of[rows.first + column] - rows.first_block;
  return rows.c == 0 ? 0 : rows.scale[column] * rows.c[((index_t) block * rows.n + i) * rows.ldc + j];
}

__device__ __forceinline__ float row_centre(const Rows& rows, int shard, int column, int j) {
  return rows.mu[shard * rows.mu_shard + (index_t) (rows.first + column) * rows.mu_ld + j];
}

__device__ __forceinline__ float row_variance(const Rows& rows, const float* f, int column, float mu, float c, int j) {
  int block = rows.block_of[rows.first + column] - rows.first_block;
  float diagonal = rows.scale[column] * (float) rows.diagonal[(index_t) block * rows.ldd + j];
  return mu * (f[3] * mu + f[4] * c) + f[5] * c * c + f[6] * diagonal;
}

// Where the weight of a row comes from.
enum { PLAIN = 0, OF_ROW = 1, OF_DIMENSION = 2, OF_EXAMPLE = 3, OF_VARIANCE = 4 };

struct Weights {
  const float* lambda;      // [rows], [rows, d] or [n, rows]
  const float* exponents;   // [rows]
  double floor;
  index_t mode, rows;
};

__device__ __forceinline__ float row_weight(const Weights& weights, int row, int i, int j, int d, float variance) {
  switch ((int) weights.mode) {
    case PLAIN:
      return 1;
    case OF_ROW:
      return weights.lambda[row];
    case OF_DIMENSION:
      return weights.lambda[(index_t) row * d + j];
    case OF_EXAMPLE:
      return weights.lambda[(index_t) i * weights.rows + row];
    default:
      return weight_of(variance, (float) weights.floor, weights.exponents[row]);
  }
}
