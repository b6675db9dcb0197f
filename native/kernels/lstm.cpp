// A long short-term memory along a whole sequence, forwards and backwards.
//
// Samples do not know of each other, so each thread takes some of them through all
// steps without waiting for anybody; the recurrent weights stay in its cache.
#include "arena.h"
#include "kernels/activations.h"
#include "kernels/all.h"
#include "kernels/gemm.h"

namespace tengen {
namespace TENGEN_ISA {
namespace {

// Samples of one task: enough to use the weights well, few enough for all threads.
int64_t block_of(int64_t samples) {
  return least(samples, most(4, least(24, ceil_div(samples, 2))));
}

// h' and c' of one sample from the gates' sums, which become the gates.
void open_gates(int64_t units, float* gates, const float* c_before, float* h, float* c) {
  for (int64_t u = 0; u < units; u += kLanes) {
    int64_t count = units - u;
    Vec i = sigmoid(load_some(gates + u, count));
    Vec f = sigmoid(load_some(gates + units + u, count));
    Vec g = hyperbolic_tangent(load_some(gates + 2 * units + u, count));
    Vec o = sigmoid(load_some(gates + 3 * units + u, count));
    Vec carry = f * load_some(c_before + u, count) + i * g;
    store_some(gates + u, i, count);
    store_some(gates + units + u, f, count);
    store_some(gates + 2 * units + u, g, count);
    store_some(gates + 3 * units + u, o, count);
    store_some(c + u, carry, count);
    store_some(h + u, o * hyperbolic_tangent(carry), count);
  }
}

// Derivatives of one sample by the gates' sums, from those by h and c; dc becomes the
// one by the c before.
void close_gates(int64_t units, const float* gates, const float* c,
                 const float* c_before, const float* dh, float* dc, float* dgates) {
  for (int64_t u = 0; u < units; u += kLanes) {
    int64_t count = units - u;
    Vec i = load_some(gates + u, count), f = load_some(gates + units + u, count);
    Vec g = load_some(gates + 2 * units + u, count);
    Vec o = load_some(gates + 3 * units + u, count);
    Vec by_h = load_some(dh + u, count);
    Vec bent = hyperbolic_tangent(load_some(c + u, count));
    Vec by_c = load_some(dc + u, count) + by_h * o * (1.0f - bent * bent);
    Vec before = load_some(c_before + u, count);
    store_some(dgates + u, by_c * g * i * (1.0f - i), count);
    store_some(dgates + units + u, by_c * before * f * (1.0f - f), count);
    store_some(dgates + 2 * units + u, by_c * i * (1.0f - g * g), count);
    store_some(dgates + 3 * units + u, by_h * bent * o * (1.0f - o), count);
    store_some(dc + u, by_c * f, count);
  }
}

void copy(float* to, const float* from, int64_t count) {
  std::memcpy(to, from, count * sizeof(float));
}

}  // namespace

void lstm(const Pool& pool, const Lstm& s, const float* projected, const float* kernel,
          const float* h0, const float* c0, const float* seen, float* h, float* c,
          float* gates) {
  int64_t block = block_of(s.n), units = s.units, width = 4 * units;
  parallel_for(pool, ceil_div(s.n, block), [&](int64_t task) {
    int64_t first = task * block, count = least(block, s.n - first);
    for (int64_t t = 0; t < s.steps; ++t) {
      int64_t at = t * s.n + first;
      const float* h_before = t ? h + (at - s.n) * units : h0 + first * units;
      const float* c_before = t ? c + (at - s.n) * units : c0 + first * units;
      copy(gates + at * width, projected + at * width, count * width);
      gemm({h_before, units, 1, kernel, width, gates + at * width, width, count, width,
            units, true});
      for (int64_t i = 0; i < count; ++i) {
        float* h_now = h + (at + i) * units;
        float* c_now = c + (at + i) * units;
        open_gates(units, gates + (at + i) * width, c_before + i * units, h_now, c_now);
        if (seen && seen[at + i] == 0) {
          copy(h_now, h_before + i * units, units);
          copy(c_now, c_before + i * units, units);
        }
      }
    }
  });
}

void lstm_gradient(const Pool& pool, const Lstm& s, const float* dh, const float* dc,
                   const float* gates, const float* c, const float* c0,
                   const float* kernel, const float* seen, float* dgates, float* dh0,
                   float* dc0) {
  int64_t block = block_of(s.n), units = s.units, width = 4 * units;
  int64_t padded = round_up(units, kLanes);
  float* turned = floats(kShared, width * padded);  // the kernel's transpose
  std::memset(turned, 0, width * padded * sizeof(float));
  for (int64_t u = 0; u < units; ++u) {
    for (int64_t j = 0; j < width; ++j) turned[j * padded + u] = kernel[u * width + j];
  }
  parallel_for(pool, ceil_div(s.n, block), [&](int64_t task) {
    int64_t first = task * block, count = least(block, s.n - first);
    float* by_h = floats(kTask, count * padded);
    float* by_c = dc0 + first * units;
    std::memset(by_h, 0, count * padded * sizeof(float));
    copy(by_c, dc + first * units, count * units);
    for (int64_t t = s.steps - 1; t >= 0; --t) {
      int64_t at = t * s.n + first;
      const float* c_before = t ? c + (at - s.n) * units : c0 + first * units;
      for (int64_t i = 0; i < count; ++i) {
        float* own = by_h + i * padded;
        const float* given = dh + (at + i) * units;
        float* out = dgates + (at + i) * width;
        for (int64_t u = 0; u < units; ++u) own[u] += given[u];
        if (seen && seen[at + i] == 0) {  // h goes by unchanged
          std::memset(out, 0, width * sizeof(float));
          continue;
        }
        close_gates(units, gates + (at + i) * width, c + (at + i) * units,
                    c_before + i * units, own, by_c + i * units, out);
        std::memset(own, 0, padded * sizeof(float));
      }
      gemm({dgates + at * width, width, 1, turned, padded, by_h, padded, count, padded,
            width, true});
    }
    for (int64_t i = 0; i < count; ++i) {
      copy(dh0 + (first + i) * units, by_h + i * padded, units);
    }
  });
}

}  // namespace TENGEN_ISA
}  // namespace tengen
