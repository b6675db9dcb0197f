// Depthwise convolution: row by row, a vector of channels at a time, with the filter in
// registers. Memory is the limit, so the next row of the image is asked for early and
// large results go past the cache.
#include "arena.h"
#include "kernels/activations.h"
#include "kernels/all.h"
#include "kernels/conv_side.h"

namespace tengen {
namespace TENGEN_ISA {
namespace {

constexpr int64_t kMostWeights = 64;

struct Pass {  // results of one lattice from the points of `in` (n, h, w, c)
  const float* in;
  int64_t n, h, w, c;
  Side rows, cols;
  float* out;
  int64_t oh, ow;
  int64_t row0, col0, row_step, col_step;  // the lattice in `out`
  int64_t row_count, col_count;
  const float* filter;  // (taps in the order of rows and cols, c)
  Epilogue epilogue;
  const float* zeros = nullptr;  // a line of the image, for what lies outside
};

struct Range {
  int64_t begin, end;
};

// Results whose taps all lie inside the image.
Range inside(const Side& side, int64_t results, int64_t points) {
  int64_t least_offset = side.offset[0], most_offset = side.offset[side.count - 1];
  int64_t begin = least_offset < 0 ? ceil_div(-least_offset, side.step) : 0;
  int64_t room = points - 1 - most_offset;
  int64_t end = room < 0 ? 0 : room / side.step + 1;
  begin = least(begin, results);
  return {begin, most(begin, least(end, results))};
}

template <bool kFull>
TENGEN_INLINE Vec take(const float* p, int64_t count) {
  return kFull ? load(p) : load_some(p, count);
}
template <bool kFull, bool kStream>
TENGEN_INLINE void put(float* p, Vec v, int64_t count) {
  if (kStream) return stream(p, v);
  kFull ? store(p, v) : store_some(p, v, count);
}

constexpr int kTogether = 4;  // neighbouring results that share what they read

// 3, 5 or 7 where the taps are a square of that side, next to one another, and results
// follow one after the other; otherwise 0.
int dense_side(const Pass& p) {
  int64_t side = p.rows.count;
  if (side != 3 && side != 5 && side != 7) return 0;
  if (p.cols.count != side || p.cols.step != 1) return 0;
  return p.cols.offset[side - 1] - p.cols.offset[0] == side - 1 ? (int)side : 0;
}

// The channels from c on at column `at` of a line.
template <bool kEdge>
TENGEN_INLINE const float* column(const Pass& p, const float* line, int64_t at,
                                  int64_t c) {
  bool outside = kEdge && (at < 0 || at >= p.w);
  return outside ? p.zeros + c : line + at * p.c + c;
}

// Whether any of the results from j on sees columns outside the image.
TENGEN_INLINE bool at_edge(const Pass& p, int64_t j, int taps) {
  int64_t first = j + p.cols.offset[0];
  return first < 0 || first + kTogether + taps - 1 > p.w;
}

// Adds to four results what their K x K taps see.
template <int K, bool kFull, bool kEdge>
TENGEN_INLINE void four_results(const Pass& p, const float* const* lines, int64_t j,
                                int64_t c, const Vec* weights, Vec* sums) {
  int64_t first = j + p.cols.offset[0], count = p.c - c;
  for (int a = 0; a < K; ++a) {
    if (lines[a] == p.zeros) continue;
#pragma GCC unroll 10
    for (int s = 0; s < K + kTogether - 1; ++s) {
      Vec seen = take<kFull>(column<kEdge>(p, lines[a], first + s, c), count);
#pragma GCC unroll 4
      for (int r = 0; r < kTogether; ++r) {
        if (s - r >= 0 && s - r < K) sums[r] += seen * weights[a * K + s - r];
      }
    }
  }
}

template <int K, bool kFull, bool kStream>
void dense_row(const Pass& p, const float* const* lines, const Vec* weights, int64_t c,
               float* out) {
  int64_t count = p.c - c;
  Vec bias = p.epilogue.bias ? load_some(p.epilogue.bias + c, count) : zero();
  for (int64_t j = 0; j < p.col_count; j += kTogether) {
    Vec sums[kTogether] = {bias, bias, bias, bias};
    if (at_edge(p, j, K)) {
      four_results<K, kFull, true>(p, lines, j, c, weights, sums);
    } else {
      four_results<K, kFull, false>(p, lines, j, c, weights, sums);
    }
#pragma GCC unroll 4
    for (int r = 0; r < kTogether; ++r) {
      if (j + r >= p.col_count) break;
      Vec result = activated(sums[r], p.epilogue.activation);
      put<kFull, kStream>(out + (j + r) * p.col_step * p.c + c, result, count);
    }
  }
}

// Any taps, one result after the other.
template <bool kStream>
void any_row(const Pass& p, const float* const* lines, const Vec* weights, int64_t c,
             Range whole, float* out) {
  int64_t rows = p.rows.count, cols = p.cols.count;
  int64_t count = p.c - c, step = p.cols.step * p.c;
  int64_t gap = cols > 1 ? (p.cols.offset[1] - p.cols.offset[0]) * p.c : 0;
  Vec bias = p.epilogue.bias ? load_some(p.epilogue.bias + c, count) : zero();
  for (int64_t j = 0; j < p.col_count; ++j) {
    Vec sum = bias;
    int64_t first = j * step + p.cols.offset[0] * p.c + c;
    if (j >= whole.begin && j < whole.end) {
      for (int64_t a = 0; a < rows; ++a) {
        const float* from = lines[a] + first;
        for (int64_t b = 0; b < cols; ++b) {
          sum += take<false>(from + b * gap, count) * weights[a * cols + b];
        }
      }
    } else {
      for (int64_t b = 0; b < cols; ++b) {
        int64_t at = j * p.cols.step + p.cols.offset[b];
        if (at < 0 || at >= p.w) continue;
        for (int64_t a = 0; a < rows; ++a) {
          sum += take<false>(lines[a] + at * p.c + c, count) * weights[a * cols + b];
        }
      }
    }
    sum = activated(sum, p.epilogue.activation);
    put<false, kStream>(out + j * p.col_step * p.c + c, sum, count);
  }
}

template <int K, bool kStream>
TENGEN_INLINE void row_of_vector(const Pass& p, const float* const* lines,
                                 const Vec* weights, int64_t c, float* out) {
  if (c + kLanes <= p.c) {
    dense_row<K, true, kStream>(p, lines, weights, c, out);
  } else {
    dense_row<K, false, false>(p, lines, weights, c, out);
  }
}

// Asks for the share of the next line that vector c of `channels` stands for.
TENGEN_INLINE void ask_for(const float* line, int64_t points, int64_t c,
                           int64_t channels) {
  for (int64_t f = c * points; f < least(c + kLanes, channels) * points; f += 16) {
    __builtin_prefetch(line + f, 0, 2);
  }
}

template <bool kStream>
void row(const Pass& p, int64_t image, int64_t i, int dense) {
  const float* lines[kMostTaps];
  const float* next = nullptr;
  for (int64_t a = 0; a < p.rows.count; ++a) {
    int64_t at = i * p.rows.step + p.rows.offset[a];
    bool exists = at >= 0 && at < p.h;
    lines[a] = exists ? p.in + (image * p.h + at) * p.w * p.c : p.zeros;
    if (at + 1 < p.n * p.h - image * p.h) next = p.in + (image * p.h + at + 1) * p.w * p.c;
  }
  Range whole = inside(p.cols, p.col_count, p.w);
  int64_t at = p.row0 + i * p.row_step;
  float* out = p.out + ((image * p.oh + at) * p.ow + p.col0) * p.c;
  int64_t taps = p.rows.count * p.cols.count;
  for (int64_t c = 0; c < p.c; c += kLanes) {
    Vec weights[kMostWeights];
    for (int64_t t = 0; t < taps; ++t) {
      weights[t] = load_some(p.filter + t * p.c + c, p.c - c);
    }
    if (next) ask_for(next, p.w, c, p.c);
    if (dense == 3) {
      row_of_vector<3, kStream>(p, lines, weights, c, out);
    } else if (dense == 5) {
      row_of_vector<5, kStream>(p, lines, weights, c, out);
    } else if (dense == 7) {
      row_of_vector<7, kStream>(p, lines, weights, c, out);
    } else {
      any_row<kStream>(p, lines, weights, c, whole, out);
    }
  }
}

void run(const Pool& pool, const Pass& p) {
  int dense = dense_side(p);
  int64_t rows = p.n * p.row_count;
  int64_t band = most(1, least(p.row_count, ceil_div(rows, 16)));
  bool past_cache = worth_streaming(p.out, p.n * p.oh * p.ow * p.c, p.c);
  parallel_for(pool, ceil_div(rows, band), [&](int64_t task) {
    int64_t end = least(rows, (task + 1) * band);
    for (int64_t r = task * band; r < end; ++r) {
      if (past_cache) {
        row<true>(p, r / p.row_count, r % p.row_count, dense);
      } else {
        row<false>(p, r / p.row_count, r % p.row_count, dense);
      }
    }
    if (past_cache) stream_end();
  });
}

// Sets the filter to the rows and columns that a lattice sees, and zeros behind them.
void pack(const Conv& s, const float* w, Pass& p) {
  int64_t taps = p.rows.count * p.cols.count, line = most(s.w, s.ow) * s.c + kLanes;
  float* packed = floats(kShared, taps * s.c + line);
  float* to = packed;
  for (int64_t a = 0; a < p.rows.count; ++a) {
    for (int64_t b = 0; b < p.cols.count; ++b, to += s.c) {
      std::memcpy(to, w + (p.rows.tap[a] * s.kw + p.cols.tap[b]) * s.c,
                  s.c * sizeof(float));
    }
  }
  std::memset(to, 0, line * sizeof(float));
  p.filter = packed;
  p.zeros = to;
}

void zero_lattice(const Pass& p) {
  for (int64_t image = 0; image < p.n; ++image) {
    for (int64_t i = 0; i < p.row_count; ++i) {
      for (int64_t j = 0; j < p.col_count; ++j) {
        int64_t row = p.row0 + i * p.row_step, col = p.col0 + j * p.col_step;
        std::memset(p.out + ((image * p.oh + row) * p.ow + col) * p.c, 0,
                    p.c * sizeof(float));
      }
    }
  }
}

}  // namespace

bool depthwise_fits(const Conv& s) {
  return s.groups == s.c && s.k == s.c && s.c > 1 && s.kh * s.kw <= kMostWeights;
}

void depthwise(const Pool& pool, const Conv& s, const float* x, const float* w,
               float* y, const Epilogue& epilogue) {
  Pass p{x, s.n, s.h, s.w, s.c, {}, {}, y, s.oh, s.ow, 0, 0, 1, 1, s.oh, s.ow, w,
         epilogue};
  p.rows = forward_side(s.kh, s.stride_h, s.dilation_h, s.pad_top);
  p.cols = forward_side(s.kw, s.stride_w, s.dilation_w, s.pad_left);
  pack(s, w, p);
  run(pool, p);
}

void depthwise_input_gradient(const Pool& pool, const Conv& s, const float* dy,
                              const float* w, float* dx) {
  for (int64_t row = 0; row < least(s.stride_h, s.h); ++row) {
    for (int64_t col = 0; col < least(s.stride_w, s.w); ++col) {
      Pass p{dy, s.n, s.oh, s.ow, s.c, {}, {}, dx, s.h, s.w, row, col, s.stride_h,
             s.stride_w, ceil_div(s.h - row, s.stride_h),
             ceil_div(s.w - col, s.stride_w), w, {nullptr, Activation::linear}};
      p.rows = backward_side(s.kh, s.stride_h, s.dilation_h, s.pad_top, row);
      p.cols = backward_side(s.kw, s.stride_w, s.dilation_w, s.pad_left, col);
      if (p.rows.count == 0 || p.cols.count == 0) {
        zero_lattice(p);
      } else {
        pack(s, w, p);
        run(pool, p);
      }
    }
  }
}

namespace {

// Adds four result gradients times what they see through rows [row, row + kRows) of the
// K x K taps.
template <int K, int kRows, bool kFull, bool kEdge>
TENGEN_INLINE void four_gradients(const Pass& p, const float* const* lines, int row,
                                  int64_t j, int64_t c, const float* dy, Vec* acc) {
  int64_t first = j + p.cols.offset[0], count = p.c - c;
  Vec gradients[kTogether];
#pragma GCC unroll 4
  for (int r = 0; r < kTogether; ++r) {
    bool exists = !kEdge || j + r < p.ow;
    gradients[r] = take<kFull>(exists ? dy + (j + r) * p.c + c : p.zeros + c, count);
  }
#pragma GCC unroll 3
  for (int a = 0; a < kRows; ++a) {
#pragma GCC unroll 10
    for (int s = 0; s < K + kTogether - 1; ++s) {
      Vec seen = take<kFull>(column<kEdge>(p, lines[row + a], first + s, c), count);
#pragma GCC unroll 4
      for (int r = 0; r < kTogether; ++r) {
        if (s - r >= 0 && s - r < K) acc[a * K + s - r] += seen * gradients[r];
      }
    }
  }
}

// Adds what one row of result gradients says about the filter to sums (taps, c). The
// accumulators of small filters all stay in registers, of larger ones those of a row.
template <int K, bool kFull>
void dense_weight_row(const Pass& p, const float* const* lines, const float* dy,
                      int64_t c, float* sums) {
  constexpr int kRows = K == 3 ? 3 : 1;
  int64_t count = p.c - c;
  for (int row = 0; row < K; row += kRows) {
    if (kRows == 1 && lines[row] == p.zeros) continue;
    Vec acc[kRows * K];
    float* to = sums + row * K * p.c + c;
#pragma GCC unroll 9
    for (int t = 0; t < kRows * K; ++t) acc[t] = take<kFull>(to + t * p.c, count);
    for (int64_t j = 0; j < p.ow; j += kTogether) {
      if (at_edge(p, j, K) || j + kTogether > p.ow) {
        four_gradients<K, kRows, kFull, true>(p, lines, row, j, c, dy, acc);
      } else {
        four_gradients<K, kRows, kFull, false>(p, lines, row, j, c, dy, acc);
      }
    }
#pragma GCC unroll 9
    for (int t = 0; t < kRows * K; ++t) put<kFull, false>(to + t * p.c, acc[t], count);
  }
}

template <int K>
TENGEN_INLINE void weight_row(const Pass& p, const float* const* lines, const float* dy,
                              int64_t c, float* sums) {
  if (c + kLanes <= p.c) {
    dense_weight_row<K, true>(p, lines, dy, c, sums);
  } else {
    dense_weight_row<K, false>(p, lines, dy, c, sums);
  }
}

// The same for any taps, one result after the other.
void any_weight_row(const Pass& p, const float* const* lines, const float* dy,
                    Range whole, int64_t c, float* sums) {
  int64_t rows = p.rows.count, cols = p.cols.count;
  int64_t gap = cols > 1 ? (p.cols.offset[1] - p.cols.offset[0]) * p.c : 0;
  int64_t count = p.c - c;
  Vec acc[kMostWeights];
  for (int64_t t = 0; t < rows * cols; ++t) acc[t] = load_some(sums + t * p.c + c, count);
  for (int64_t j = 0; j < p.ow; ++j) {
    int64_t first = (j * p.cols.step + p.cols.offset[0]) * p.c + c;
    Vec gradient = load_some(dy + j * p.c + c, count);
    if (j >= whole.begin && j < whole.end) {
      for (int64_t a = 0; a < rows; ++a) {
        const float* from = lines[a] + first;
        for (int64_t b = 0; b < cols; ++b) {
          acc[a * cols + b] += load_some(from + b * gap, count) * gradient;
        }
      }
      continue;
    }
    for (int64_t b = 0; b < cols; ++b) {
      int64_t at = j * p.cols.step + p.cols.offset[b];
      if (at < 0 || at >= p.w) continue;
      for (int64_t a = 0; a < rows; ++a) {
        acc[a * cols + b] += load_some(lines[a] + at * p.c + c, count) * gradient;
      }
    }
  }
  for (int64_t t = 0; t < rows * cols; ++t) store_some(sums + t * p.c + c, acc[t], count);
}

}  // namespace

void depthwise_weight_gradient(const Pool& pool, const Conv& s, const float* x,
                               const float* dy, float* dw) {
  Pass p{x, s.n, s.h, s.w, s.c, {}, {}, nullptr, s.oh, s.ow, 0, 0, 1, 1, s.oh, s.ow,
         nullptr, {nullptr, Activation::linear}};
  p.rows = forward_side(s.kh, s.stride_h, s.dilation_h, s.pad_top);
  p.cols = forward_side(s.kw, s.stride_w, s.dilation_w, s.pad_left);
  Range whole = inside(p.cols, s.ow, s.w);
  int64_t all_rows = s.n * s.oh, size = s.kh * s.kw * s.c;
  // Sums are cut into parts by the shape alone, never by the number of threads.
  int64_t parts = most(1, least(16, all_rows / 4));
  float* sums = floats(kShared, parts * size + s.w * s.c);
  p.zeros = sums + parts * size;
  int dense = dense_side(p);
  std::memset(sums, 0, (parts * size + s.w * s.c) * sizeof(float));
  parallel_for(pool, parts, [&](int64_t part) {
    int64_t end = all_rows * (part + 1) / parts;
    for (int64_t r = all_rows * part / parts; r < end; ++r) {
      int64_t image = r / s.oh;
      const float* lines[kMostTaps];
      for (int64_t a = 0; a < s.kh; ++a) {
        int64_t at = r % s.oh * p.rows.step + p.rows.offset[a];
        bool exists = at >= 0 && at < s.h;
        lines[a] = exists ? x + (image * s.h + at) * s.w * s.c : p.zeros;
      }
      const float* from = dy + r * s.ow * s.c;
      float* sum = sums + part * size;
      // Of x the row behind those that are seen, which the next results will see.
      int64_t seen_next = r % s.oh * p.rows.step + p.rows.offset[s.kh - 1] + 1;
      bool is_inside = seen_next >= 0 && seen_next < s.n * s.h - image * s.h;
      const float* next = is_inside ? x + (image * s.h + seen_next) * s.w * s.c : nullptr;
      for (int64_t c = 0; c < s.c; c += kLanes) {
        if (next) ask_for(next, s.w, c, s.c);
        if (r + 1 < end) ask_for(from + s.ow * s.c, s.ow, c, s.c);
        if (dense == 3) {
          weight_row<3>(p, lines, from, c, sum);
        } else if (dense == 5) {
          weight_row<5>(p, lines, from, c, sum);
        } else if (dense == 7) {
          weight_row<7>(p, lines, from, c, sum);
        } else {
          any_weight_row(p, lines, from, whole, c, sum);
        }
      }
    }
  });
  for (int64_t i = 0; i < size; i += kLanes) {
    Vec total = load_some(sums + i, size - i);
    for (int64_t part = 1; part < parts; ++part) {
      total += load_some(sums + part * size + i, size - i);
    }
    store_some(dw + i, total, size - i);
  }
}

}  // namespace TENGEN_ISA
}  // namespace tengen
