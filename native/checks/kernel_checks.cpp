// Kernels against plain loops in double precision, with one thread and with several:
// the same bits from both, for sanitizers and without Python.
#include <cmath>
#include <cstdio>
#include <cstring>
#include <functional>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "kernels.h"

namespace {

using namespace tengen;
using Floats = std::vector<float>;

int failures = 0;

void expect(bool holds, const std::string& what) {
  if (holds) return;
  std::fprintf(stderr, "failed: %s\n", what.c_str());
  ++failures;
}

// Every scheduled task gets a thread of its own.
struct Threads {
  std::vector<std::thread> running;
  ~Threads() {
    for (std::thread& thread : running) thread.join();
  }
};

Pool pool_of(Threads& threads, int64_t count) {
  return Pool{count, &threads, [](void* handle, void (*task)(void*), void* data) {
                static_cast<Threads*>(handle)->running.emplace_back(task, data);
              }};
}

Floats random_floats(size_t size, unsigned seed) {
  std::mt19937 generator(seed);
  std::uniform_real_distribution<float> uniform(-1, 1);
  Floats values(size);
  for (float& value : values) value = uniform(generator);
  return values;
}

// Runs a kernel alone and in company, and holds both against `exact`.
void compare(const std::string& what, const std::vector<double>& exact,
             const std::function<void(const Pool&, float*)>& kernel) {
  Floats alone(exact.size(), NAN), together(exact.size(), NAN);
  Threads threads;
  kernel(pool_of(threads, 1), alone.data());
  kernel(pool_of(threads, 3), together.data());
  double error = 0, scale = 1e-3;
  for (size_t i = 0; i < exact.size(); ++i) {
    scale = std::fmax(scale, std::fabs(exact[i]));
    double distance = std::fabs(exact[i] - alone[i]);
    error = std::isnan(distance) ? INFINITY : std::fmax(error, distance);
  }
  expect(error <= 3e-5 * scale, what + " is off by " + std::to_string(error / scale));
  expect(std::memcmp(alone.data(), together.data(), alone.size() * 4) == 0,
         what + " depends on the number of threads");
}

// Calls visit(x index, w index, y index) for every product of a convolution.
template <typename Visit>
void products(const Conv& s, const Visit& visit) {
  int64_t cg = s.c / s.groups, kg = s.k / s.groups;
  for (int64_t n = 0; n < s.n; ++n)
    for (int64_t i = 0; i < s.oh; ++i)
      for (int64_t j = 0; j < s.ow; ++j)
        for (int64_t a = 0; a < s.kh; ++a)
          for (int64_t b = 0; b < s.kw; ++b) {
            int64_t row = i * s.stride_h + a * s.dilation_h - s.pad_top;
            int64_t col = j * s.stride_w + b * s.dilation_w - s.pad_left;
            if (row < 0 || row >= s.h || col < 0 || col >= s.w) continue;
            for (int64_t k = 0; k < s.k; ++k)
              for (int64_t c = 0; c < cg; ++c)
                visit(((n * s.h + row) * s.w + col) * s.c + k / kg * cg + c,
                      ((a * s.kw + b) * cg + c) * s.k + k,
                      ((n * s.oh + i) * s.ow + j) * s.k + k);
          }
}

void check_conv(const std::string& what, const Conv& s) {
  Floats x = random_floats(s.n * s.h * s.w * s.c, 1);
  Floats w = random_floats(s.kh * s.kw * s.c / s.groups * s.k, 2);
  Floats dy = random_floats(s.n * s.oh * s.ow * s.k, 3);
  Floats bias = random_floats(s.k, 4);
  std::vector<double> y(dy.size()), dx(x.size()), dw(w.size());
  products(s, [&](int64_t at_x, int64_t at_w, int64_t at_y) {
    y[at_y] += static_cast<double>(x[at_x]) * w[at_w];
    dx[at_x] += static_cast<double>(dy[at_y]) * w[at_w];
    dw[at_w] += static_cast<double>(dy[at_y]) * x[at_x];
  });
  const Kernels& table = kernels();
  compare(what + ", forward", y, [&](const Pool& pool, float* out) {
    table.conv(pool, s, x.data(), w.data(), out, {nullptr, Activation::linear});
  });
  compare(what + ", input gradient", dx, [&](const Pool& pool, float* out) {
    table.conv_input_gradient(pool, s, dy.data(), w.data(), out);
  });
  compare(what + ", weight gradient", dw, [&](const Pool& pool, float* out) {
    table.conv_weight_gradient(pool, s, x.data(), dy.data(), out);
  });
  std::vector<double> sums(y.begin(), y.end());
  for (size_t i = 0; i < y.size(); ++i) sums[i] += bias[i % s.k];
  for (size_t i = 0; i < y.size(); ++i) y[i] = std::fmax(0, sums[i]);
  compare(what + ", bias and relu", y, [&](const Pool& pool, float* out) {
    table.conv(pool, s, x.data(), w.data(), out, {bias.data(), Activation::relu});
  });
  for (size_t i = 0; i < y.size(); ++i) y[i] = sums[i] / (1 + std::exp(-sums[i]));
  compare(what + ", bias and swish", y, [&](const Pool& pool, float* out) {
    table.conv(pool, s, x.data(), w.data(), out, {bias.data(), Activation::swish});
  });
}

int64_t results(int64_t points, int64_t taps, int64_t stride, int64_t dilation,
                int64_t pads) {
  return (points + pads - (taps - 1) * dilation - 1) / stride + 1;
}

Conv conv_of(int64_t n, int64_t h, int64_t w, int64_t c, int64_t k, int64_t taps,
             int64_t stride, int64_t dilation, int64_t groups, int64_t low,
             int64_t high) {
  return {n,      h,
          w,      c,
          results(h, taps, stride, dilation, low + high),
          results(w, taps, stride, dilation, low + high),
          k,      taps,
          taps,   groups,
          stride, stride,
          dilation, dilation,
          low,    low};
}

void check_convolutions() {
  check_conv("3x3 of 19x19", conv_of(3, 19, 19, 32, 48, 3, 1, 1, 1, 1, 1));
  check_conv("3x3, odd channels", conv_of(1, 7, 10, 31, 33, 3, 1, 1, 1, 1, 1));
  check_conv("3x3, wide padding", conv_of(2, 6, 5, 17, 9, 3, 1, 1, 1, 2, 3));
  check_conv("3x3 without padding", conv_of(2, 9, 8, 16, 64, 3, 1, 1, 1, 0, 0));
  check_conv("3x3, one channel", conv_of(2, 12, 11, 1, 32, 3, 1, 1, 1, 0, 0));
  check_conv("3x3, one filter", conv_of(2, 9, 8, 37, 1, 3, 1, 1, 1, 1, 1));
  check_conv("3x3, three filters", conv_of(1, 9, 8, 40, 3, 3, 2, 1, 1, 1, 1));
  check_conv("5x5, stride 2", conv_of(2, 13, 12, 3, 31, 5, 2, 1, 1, 2, 1));
  check_conv("2x2, stride 3", conv_of(2, 9, 8, 5, 7, 2, 3, 1, 1, 0, 0));
  check_conv("3x3, dilation 2", conv_of(1, 11, 9, 6, 20, 3, 1, 2, 1, 1, 1));
  check_conv("3x3, dilation and stride 2", conv_of(1, 11, 9, 6, 20, 3, 2, 2, 1, 1, 1));
  check_conv("groups", conv_of(2, 7, 7, 12, 8, 3, 1, 1, 4, 1, 1));
  check_conv("points", conv_of(3, 6, 7, 31, 64, 1, 1, 1, 1, 0, 0));
  check_conv("points, stride 2", conv_of(3, 6, 7, 16, 5, 1, 2, 1, 1, 0, 0));
  check_conv("depthwise", conv_of(2, 9, 8, 49, 49, 3, 1, 1, 49, 1, 1));
  check_conv("depthwise, stride 2", conv_of(2, 9, 8, 5, 5, 3, 2, 1, 5, 0, 1));
  check_conv("depthwise 5x5", conv_of(1, 9, 8, 16, 16, 5, 1, 1, 16, 2, 2));
  check_conv("depthwise 5x5, odd channels", conv_of(2, 7, 6, 19, 19, 5, 1, 1, 19, 2, 2));
  check_conv("depthwise 5x5, stride 2", conv_of(2, 9, 8, 16, 16, 5, 2, 1, 16, 2, 2));
  check_conv("depthwise 7x7", conv_of(2, 9, 19, 33, 33, 7, 1, 1, 33, 3, 3));
  check_conv("depthwise 7x7 of 3x2", conv_of(2, 3, 2, 16, 16, 7, 1, 1, 16, 3, 3));
  check_conv("depthwise 7x7, no padding", conv_of(1, 9, 8, 18, 18, 7, 1, 1, 18, 0, 0));
  check_conv("depthwise 3x3, wide padding", conv_of(1, 3, 4, 18, 18, 3, 1, 1, 18, 4, 3));
  check_conv("depthwise, dilation 2", conv_of(1, 9, 8, 7, 7, 3, 1, 2, 7, 2, 2));
  // Large enough to go past the cache.
  check_conv("large", conv_of(20, 20, 20, 16, 144, 3, 1, 1, 1, 1, 1));
  check_conv("large depthwise 5x5", conv_of(25, 20, 19, 112, 112, 5, 1, 1, 112, 2, 2));
  check_conv("large depthwise", conv_of(25, 20, 20, 112, 112, 3, 1, 1, 112, 1, 1));
}

void check_pooling(const Pooling& s) {
  Floats x = random_floats(s.n * s.h * s.w * s.c, 1);
  Floats dy = random_floats(s.n * s.oh * s.ow * s.c, 2);
  std::vector<double> y(dy.size(), -INFINITY), dx(x.size());
  std::vector<int64_t> from(dy.size(), 0);
  for (size_t out = 0; out < y.size(); ++out) {
    int64_t c = out % s.c, j = out / s.c % s.ow, i = out / s.c / s.ow % s.oh;
    int64_t n = out / s.c / s.ow / s.oh;
    for (int64_t tap = 0; tap < s.kh * s.kw; ++tap) {
      int64_t row = i * s.stride_h - s.pad_top + tap / s.kw;
      int64_t col = j * s.stride_w - s.pad_left + tap % s.kw;
      if (row < 0 || row >= s.h || col < 0 || col >= s.w) continue;
      int64_t at = ((n * s.h + row) * s.w + col) * s.c + c;
      if (x[at] > y[out]) y[out] = x[at], from[out] = at;
    }
    dx[from[out]] += dy[out];
  }
  std::vector<uint8_t> place(dy.size());
  compare("max_pool", y, [&](const Pool& pool, float* out) {
    kernels().max_pool(pool, s, x.data(), out, place.data());
  });
  compare("pool_take", y, [&](const Pool& pool, float* out) {
    kernels().pool_take(pool, s, x.data(), place.data(), out);
  });
  compare("pool_put", dx, [&](const Pool& pool, float* out) {
    kernels().pool_put(pool, s, dy.data(), place.data(), out);
  });
}

void check_channel_sums(int64_t rows, int64_t c) {
  Floats x = random_floats(rows * c, 1), t = random_floats(rows * c, 2);
  Floats mean = random_floats(c, 3);
  std::vector<double> moments(2 * c), dots(2 * c);
  for (int64_t i = 0; i < rows * c; ++i) {
    moments[i % c] += static_cast<double>(x[i]) / rows;
    dots[i % c] += t[i];
    dots[c + i % c] += static_cast<double>(t[i]) * (x[i] - mean[i % c]);
  }
  for (int64_t i = 0; i < rows * c; ++i) {
    double distance = x[i] - moments[i % c];
    moments[c + i % c] += distance * distance / rows;
  }
  compare("channel_moments", moments, [&](const Pool& pool, float* out) {
    kernels().channel_moments(pool, {rows, c}, x.data(), out);
  });
  compare("channel_dots", dots, [&](const Pool& pool, float* out) {
    kernels().channel_dots(pool, {rows, c}, t.data(), x.data(), mean.data(), out);
  });
}

double squash(double x) { return 1 / (1 + std::exp(-x)); }

// h of all steps, for sums of gates moved by `step * along`.
std::vector<double> run_lstm(const Lstm& s, const Floats& sums, const Floats& kernel,
                             const Floats& h0, const Floats& c0, const Floats& seen,
                             const Floats& along, double step) {
  std::vector<double> h(h0.begin(), h0.end()), c(c0.begin(), c0.end()), out;
  for (int64_t t = 0; t < s.steps; ++t) {
    std::vector<double> before = h;
    for (int64_t i = 0; i < s.n * s.units; ++i) {
      int64_t row = i / s.units, u = i % s.units;
      if (!seen.empty() && seen[t * s.n + row] == 0) continue;
      double gate[4];
      for (int64_t part = 0; part < 4; ++part) {
        int64_t column = part * s.units + u;
        int64_t at = ((t * s.n + row) * 4) * s.units + column;
        gate[part] = sums[at] + step * along[at];
        for (int64_t j = 0; j < s.units; ++j) {
          gate[part] += before[row * s.units + j] * kernel[j * 4 * s.units + column];
        }
      }
      c[i] = squash(gate[1]) * c[i] + squash(gate[0]) * std::tanh(gate[2]);
      h[i] = squash(gate[3]) * std::tanh(c[i]);
    }
    out.insert(out.end(), h.begin(), h.end());
  }
  return out;
}

void check_lstm(const Lstm& s, bool masked) {
  Floats sums = random_floats(s.steps * s.n * 4 * s.units, 1);
  Floats kernel = random_floats(s.units * 4 * s.units, 2), seen;
  Floats h0 = random_floats(s.n * s.units, 3), c0 = random_floats(s.n * s.units, 4);
  Floats dh = random_floats(s.steps * s.n * s.units, 5), dc(s.n * s.units, 0.0f);
  Floats along = random_floats(sums.size(), 6);
  if (masked) {
    for (int64_t i = 0; i < s.steps * s.n; ++i) seen.push_back(i * 7 % 3 != 0);
  }
  const float* marks = masked ? seen.data() : nullptr;
  Floats c(dh.size()), gates(sums.size()), h(dh.size());
  auto h_at = [&](double step) {
    return run_lstm(s, sums, kernel, h0, c0, seen, along, step);
  };
  compare("lstm", h_at(0), [&](const Pool& pool, float* out) {
    kernels().lstm(pool, s, sums.data(), kernel.data(), h0.data(), c0.data(), marks,
                   out, c.data(), gates.data());
  });
  // The derivative along one direction, by differences.
  std::vector<double> above = h_at(1e-5), below = h_at(-1e-5), slope(1);
  for (size_t i = 0; i < dh.size(); ++i) slope[0] += dh[i] * (above[i] - below[i]) / 2e-5;
  compare("lstm_gradient", slope, [&](const Pool& pool, float* out) {
    Floats dgates(sums.size()), dh0(h0.size()), dc0(c0.size());
    kernels().lstm_gradient(pool, s, dh.data(), dc.data(), gates.data(), c.data(),
                            c0.data(), kernel.data(), marks, dgates.data(), dh0.data(),
                            dc0.data());
    double total = 0;
    for (size_t i = 0; i < dgates.size(); ++i) {
      total += static_cast<double>(dgates[i]) * along[i];
    }
    out[0] = static_cast<float>(total);
  });
}

void check_take_rows() {
  const int64_t rows = 50, count = 777, width = 13;
  std::vector<char> x(rows * width), out(count * width);
  std::vector<int32_t> indices(count);
  for (size_t i = 0; i < x.size(); ++i) x[i] = static_cast<char>(i * 7);
  for (int64_t i = 0; i < count; ++i) indices[i] = static_cast<int32_t>(i * 31 % rows);
  Threads threads;
  kernels().take_rows(pool_of(threads, 3),
                      {x.data(), indices.data(), out.data(), rows, count, width});
  bool same = true;
  for (int64_t i = 0; i < count; ++i) {
    for (int64_t j = 0; j < width; ++j) {
      same &= out[i * width + j] == x[indices[i] * width + j];
    }
  }
  expect(same, "take_rows");
}

}  // namespace

int main() {
  check_convolutions();
  check_pooling({2, 8, 8, 33, 4, 4, 2, 2, 2, 2, 0, 0});
  check_pooling({2, 9, 7, 70, 5, 4, 3, 3, 2, 2, 1, 1});
  check_pooling({1, 7, 7, 3, 7, 7, 3, 3, 1, 1, 1, 1});
  check_channel_sums(5000, 70);
  check_channel_sums(7, 3);
  check_lstm({5, 33, 20}, false);
  check_lstm({4, 3, 4}, true);
  check_lstm({6, 1, 16}, true);
  check_take_rows();
  std::printf("%s: %d failures\n", kernels().name, failures);
  return failures != 0;
}
