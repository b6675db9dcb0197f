// Sums per channel over all rows of (rows, c): what batch normalization is made of.
//
// Rows are cut into parts by the shape alone, and the parts are put together in order,
// so results do not depend on the number of threads.
#include "arena.h"
#include "kernels/all.h"
#include "kernels/isa.h"

namespace tengen {
namespace TENGEN_ISA {
namespace {

constexpr int64_t kParts = 64;
constexpr int64_t kRows = 64;  // rows that stay in the cache while channels go by

int64_t part_size(int64_t rows) {
  return round_up(ceil_div(rows, kParts), kRows);
}

// Adds two sums over rows, of first(row) and second(row), to `sums` (2, c).
template <int kVecs, typename Terms>
TENGEN_INLINE void add_rows(const Terms& terms, int64_t begin, int64_t end, int64_t c,
                            int64_t channels, float* sums) {
  Vec first[kVecs], second[kVecs];
  int64_t last = channels - c - (kVecs - 1) * kLanes;  // lanes of the last vector
  for (int v = 0; v < kVecs; ++v) {
    int64_t count = v == kVecs - 1 ? last : kLanes;
    first[v] = load_some(sums + c + v * kLanes, count);
    second[v] = load_some(sums + channels + c + v * kLanes, count);
  }
  for (int64_t row = begin; row < end; ++row) {
    for (int v = 0; v < kVecs; ++v) {
      int64_t count = v == kVecs - 1 ? last : kLanes;
      terms(row * channels + c + v * kLanes, c + v * kLanes, count, first[v],
            second[v]);
    }
  }
  for (int v = 0; v < kVecs; ++v) {
    int64_t count = v == kVecs - 1 ? last : kLanes;
    store_some(sums + c + v * kLanes, first[v], count);
    store_some(sums + channels + c + v * kLanes, second[v], count);
  }
}

template <typename Terms>
TENGEN_INLINE void add_part(const Terms& terms, int64_t begin, int64_t end,
                            int64_t channels, float* sums) {
  std::memset(sums, 0, 2 * channels * sizeof(float));
  for (int64_t row = begin; row < end; row += kRows) {
    int64_t until = least(end, row + kRows);
    int64_t c = 0;
    for (; c + 4 * kLanes <= channels; c += 4 * kLanes) {
      add_rows<4>(terms, row, until, c, channels, sums);
    }
    for (; c < channels; c += kLanes) add_rows<1>(terms, row, until, c, channels, sums);
  }
}

}  // namespace

// Mean and biased variance. Each part measures from its own first row, so that a large
// mean costs no digits (Chan, Golub and LeVeque 1983 for putting parts together).
void channel_moments(const Pool& pool, const ChannelSums& a, const float* x,
                     float* moments) {
  int64_t size = part_size(a.rows), parts = ceil_div(a.rows, size);
  float* sums = floats(kShared, parts * 2 * a.c);
  parallel_for(pool, parts, [&](int64_t part) {
    const float* origin = x + part * size * a.c;
    auto terms = [&](int64_t at, int64_t c, int64_t count, Vec& first, Vec& second) {
      Vec distance = load_some(x + at, count) - load_some(origin + c, count);
      first += distance;
      second += distance * distance;
    };
    add_part(terms, part * size, least(a.rows, (part + 1) * size), a.c,
             sums + part * 2 * a.c);
  });
  for (int64_t c = 0; c < a.c; ++c) {
    double mean = 0, spread = 0, seen = 0;
    for (int64_t part = 0; part < parts; ++part) {
      double n = (double)(least(a.rows, (part + 1) * size) - part * size);
      double shift = sums[part * 2 * a.c + c] / n;
      double here = x[part * size * a.c + c] + shift, step = here - mean;
      spread += sums[(part * 2 + 1) * a.c + c] - n * shift * shift;
      spread += step * step * seen * n / (seen + n);
      seen += n;
      mean += step * n / seen;
    }
    moments[c] = (float)mean;
    moments[a.c + c] = (float)(spread > 0 ? spread / seen : 0 * spread);
  }
}

// Sums of t and of t * (x - mean).
void channel_dots(const Pool& pool, const ChannelSums& a, const float* t,
                  const float* x, const float* mean, float* dots) {
  int64_t size = part_size(a.rows), parts = ceil_div(a.rows, size);
  float* sums = floats(kShared, parts * 2 * a.c);
  parallel_for(pool, parts, [&](int64_t part) {
    auto terms = [&](int64_t at, int64_t c, int64_t count, Vec& first, Vec& second) {
      Vec value = load_some(t + at, count);
      first += value;
      second += value * (load_some(x + at, count) - load_some(mean + c, count));
    };
    add_part(terms, part * size, least(a.rows, (part + 1) * size), a.c,
             sums + part * 2 * a.c);
  });
  for (int64_t c = 0; c < 2 * a.c; ++c) {
    double total = 0;
    for (int64_t part = 0; part < parts; ++part) total += sums[part * 2 * a.c + c];
    dots[c] = (float)total;
  }
}

}  // namespace TENGEN_ISA
}  // namespace tengen
