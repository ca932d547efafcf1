// Moments of r = sigmoid(z) - y and r t under z ~ N(m, v), t = (z - m) / sqrt(v).
struct Logistic {
  double mean, mean_t, variance, covariance, variance_t;
};

// Tables of the rules: for level l of the trapezoid rule nodes[starts[l]..starts[l + 1]] with their weights, made for
// a step of steps[l] deviations; then 40 Gauss-Legendre nodes over [0, 40].
struct Rules {
  const double* nodes;
  const double* weights;
  const double* steps;
  const int* starts;
  const double* legendre;
  const double* legendre_weights;
  index_t levels;
};

__device__ Logistic trapezoid(double m, double deviation, double y, Rules rules) {
  int level = 0;
  while (level < rules.levels - 1 && rules.steps[level] * deviation > 0.7) {
    level++;
  }
  int from = rules.starts[level], to = rules.starts[level + 1];
  Logistic out = {0, 0, 0, 0, 0};
  for (int j = from; j < to; j++) {
    double r = sigmoid(m + deviation * rules.nodes[j]) - y;
    out.mean += rules.weights[j] * r;
    out.mean_t += rules.weights[j] * r * rules.nodes[j];
  }
  for (int j = from; j < to; j++) {
    double r = sigmoid(m + deviation * rules.nodes[j]) - y;
    double dr = r - out.mean;
    double drt = r * rules.nodes[j] - out.mean_t;
    out.variance += rules.weights[j] * dr * dr;
    out.covariance += rules.weights[j] * dr * drt;
    out.variance_t += rules.weights[j] * drt * drt;
  }
  return out;
}

// z so wide that the sigmoid is nearly a step: the step's moments in closed form, its corrections q by integration.
__device__ Logistic wide(double m, double deviation, double y, Rules rules) {
  const double ROOT_2PI = 2.50662827463100050242;
  double a = fabs(m) / deviation;
  double tail = 0.5 * erfc(a / sqrt(2.0));
  double density = exp(-a * a / 2) / ROOT_2PI;
  double q0 = tail, q1 = density, q2 = tail + a * density;
  double s0 = q0, s1 = q1, s2 = q2;
  for (int j = 0; j < 40; j++) {
    double z = rules.legendre[j];
    double small = sigmoid(-z);
    for (int side = 1; side >= -1; side -= 2) {
      double t = side * z / deviation + a;
      double w = rules.legendre_weights[j] * exp(-t * t / 2) / (ROOT_2PI * deviation);
      double dq = side > 0 ? -small : small;
      double dqq = side > 0 ? small * small - 2 * small : small * small;
      q0 += w * dq;
      q1 += w * dq * t;
      q2 += w * dq * t * t;
      s0 += w * dqq;
      s1 += w * dqq * t;
      s2 += w * dqq * t * t;
    }
  }
  double sign = m > 0 ? -1 : 1;
  double rho = (m > 0 ? 1 : 0) - y;
  Logistic out;
  out.mean = sign * q0 + rho;
  out.mean_t = q1;
  out.variance = s0 - q0 * q0;
  out.covariance = sign * s1 - sign * q0 * q1 + rho * q1;
  out.variance_t = s2 - q1 * q1 + 2 * rho * sign * q2 + rho * rho;
  return out;
}

__device__ Logistic logistic(double m, double v, double y, Rules rules) {
  double deviation = sqrt(v);
  return deviation > 12 ? wide(m, deviation, y, rules) : trapezoid(m, deviation, y, rules);
}
