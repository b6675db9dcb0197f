// Depthwise convolution: row by row, a vector of channels at a time, with the filter in
// registers. Memory is the limit, so the next row of the image is asked for early and
// large results go past the cache.
#include "arena.h"
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

// Whether the taps of a row lie side by side, and results one after the other.
bool is_dense(const Side& cols) {
  return cols.step == 1 && cols.count == 3 && cols.offset[1] == cols.offset[0] + 1;
}

// Four results under 3x3 taps from the six columns that they see.
template <bool kFull, bool kStream>
TENGEN_INLINE void four_results(const Pass& p, const float* const* lines, int64_t first,
                                const Vec* weights, Vec bias, int64_t count, float* to) {
  Vec sums[kTogether] = {bias, bias, bias, bias};
#pragma GCC unroll 3
  for (int a = 0; a < 3; ++a) {
    Vec seen[kTogether + 2];
#pragma GCC unroll 6
    for (int j = 0; j < kTogether + 2; ++j) {
      seen[j] = take<kFull>(lines[a] + first + j * p.c, count);
    }
#pragma GCC unroll 3
    for (int b = 0; b < 3; ++b) {
#pragma GCC unroll 4
      for (int j = 0; j < kTogether; ++j) sums[j] += seen[j + b] * weights[a * 3 + b];
    }
  }
#pragma GCC unroll 4
  for (int j = 0; j < kTogether; ++j) {
    if (p.epilogue.relu) sums[j] = maximum(sums[j], zero());
    put<kFull, kStream>(to + j * p.col_step * p.c, sums[j], count);
  }
}

template <int kRows, int kCols, bool kFull, bool kStream>
void row_of_vector(const Pass& p, const float* const* lines, const Vec* weights,
                   int64_t c, Range whole, float* out) {
  int64_t rows = kRows ? kRows : p.rows.count, cols = kCols ? kCols : p.cols.count;
  int64_t count = p.c - c, step = p.cols.step * p.c;
  bool dense = kRows == 3 && kCols == 3 && is_dense(p.cols);
  int64_t gap = cols > 1 ? (p.cols.offset[1] - p.cols.offset[0]) * p.c : 0;
  Vec bias = p.epilogue.bias ? load_some(p.epilogue.bias + c, count) : zero();
  for (int64_t j = 0; j < p.col_count; ++j) {
    Vec sum = bias;
    float* to = out + j * p.col_step * p.c + c;
    int64_t first = j * step + p.cols.offset[0] * p.c + c;
    if (dense && j >= whole.begin && j + kTogether <= whole.end) {
      four_results<kFull, kStream>(p, lines, first, weights, bias, count, to);
      j += kTogether - 1;
      continue;
    }
    if (j >= whole.begin && j < whole.end) {
      for (int64_t a = 0; a < rows; ++a) {
        const float* from = lines[a] + first;
        for (int64_t b = 0; b < cols; ++b) {
          sum += take<kFull>(from + b * gap, count) * weights[a * cols + b];
        }
      }
    } else {
      for (int64_t b = 0; b < cols; ++b) {
        int64_t at = j * p.cols.step + p.cols.offset[b];
        if (at < 0 || at >= p.w) continue;
        for (int64_t a = 0; a < rows; ++a) {
          sum += take<kFull>(lines[a] + at * p.c + c, count) * weights[a * cols + b];
        }
      }
    }
    if (p.epilogue.relu) sum = maximum(sum, zero());
    put<kFull, kStream>(to, sum, count);
  }
}

template <bool kStream>
void row(const Pass& p, int64_t image, int64_t i, const float* zeros) {
  const float* lines[kMostTaps];
  const float* next = nullptr;
  for (int64_t a = 0; a < p.rows.count; ++a) {
    int64_t at = i * p.rows.step + p.rows.offset[a];
    bool exists = at >= 0 && at < p.h;
    lines[a] = exists ? p.in + (image * p.h + at) * p.w * p.c : zeros;
    if (at + 1 < p.n * p.h - image * p.h) next = p.in + (image * p.h + at + 1) * p.w * p.c;
  }
  Range whole = inside(p.cols, p.col_count, p.w);
  int64_t at = p.row0 + i * p.row_step;
  float* out = p.out + ((image * p.oh + at) * p.ow + p.col0) * p.c;
  int64_t taps = p.rows.count * p.cols.count;
  bool three = p.rows.count == 3 && p.cols.count == 3;
  for (int64_t c = 0; c < p.c; c += kLanes) {
    Vec weights[kMostWeights];
    for (int64_t t = 0; t < taps; ++t) {
      weights[t] = load_some(p.filter + t * p.c + c, p.c - c);
    }
    if (next) {
      for (int64_t f = c * p.w; f < least(c + kLanes, p.c) * p.w; f += 16) {
        __builtin_prefetch(next + f, 0, 2);
      }
    }
    if (three && c + kLanes <= p.c) {
      row_of_vector<3, 3, true, kStream>(p, lines, weights, c, whole, out);
    } else if (three) {
      row_of_vector<3, 3, false, false>(p, lines, weights, c, whole, out);
    } else {
      row_of_vector<0, 0, false, kStream>(p, lines, weights, c, whole, out);
    }
  }
}

void run(const Pool& pool, const Pass& p, const float* zeros) {
  int64_t rows = p.n * p.row_count;
  int64_t band = most(1, least(p.row_count, ceil_div(rows, 16)));
  bool past_cache = worth_streaming(p.out, p.n * p.oh * p.ow * p.c, p.c);
  parallel_for(pool, ceil_div(rows, band), [&](int64_t task) {
    int64_t end = least(rows, (task + 1) * band);
    for (int64_t r = task * band; r < end; ++r) {
      if (past_cache) {
        row<true>(p, r / p.row_count, r % p.row_count, zeros);
      } else {
        row<false>(p, r / p.row_count, r % p.row_count, zeros);
      }
    }
    if (past_cache) stream_end();
  });
}

// The rows and columns of a filter that a lattice sees, and zeros behind them.
float* pack(const Conv& s, const float* w, Pass& p) {
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
  return to;
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
  run(pool, p, pack(s, w, p));
}

void depthwise_input_gradient(const Pool& pool, const Conv& s, const float* dy,
                              const float* w, float* dx) {
  for (int64_t row = 0; row < least(s.stride_h, s.h); ++row) {
    for (int64_t col = 0; col < least(s.stride_w, s.w); ++col) {
      Pass p{dy, s.n, s.oh, s.ow, s.c, {}, {}, dx, s.h, s.w, row, col, s.stride_h,
             s.stride_w, ceil_div(s.h - row, s.stride_h),
             ceil_div(s.w - col, s.stride_w), w, {nullptr, false}};
      p.rows = backward_side(s.kh, s.stride_h, s.dilation_h, s.pad_top, row);
      p.cols = backward_side(s.kw, s.stride_w, s.dilation_w, s.pad_left, col);
      if (p.rows.count == 0 || p.cols.count == 0) {
        zero_lattice(p);
      } else {
        run(pool, p, pack(s, w, p));
      }
    }
  }
}

namespace {

// Four result gradients times the six columns that they see.
template <bool kFull>
TENGEN_INLINE void four_gradients(const Pass& p, const float* const* lines,
                                  int64_t first, const float* dy, int64_t count,
                                  Vec* acc) {
  Vec gradients[kTogether];
#pragma GCC unroll 4
  for (int j = 0; j < kTogether; ++j) gradients[j] = take<kFull>(dy + j * p.c, count);
#pragma GCC unroll 3
  for (int a = 0; a < 3; ++a) {
    Vec seen[kTogether + 2];
#pragma GCC unroll 6
    for (int j = 0; j < kTogether + 2; ++j) {
      seen[j] = take<kFull>(lines[a] + first + j * p.c, count);
    }
#pragma GCC unroll 4
    for (int j = 0; j < kTogether; ++j) {
#pragma GCC unroll 3
      for (int b = 0; b < 3; ++b) acc[a * 3 + b] += seen[j + b] * gradients[j];
    }
  }
}

// Adds what one row of result gradients says about the filter to sums (taps, c).
template <int kRows, int kCols, bool kFull>
void weight_row(const Pass& p, const float* const* lines, const float* dy, Range whole,
                int64_t c, float* sums) {
  int64_t rows = kRows ? kRows : p.rows.count, cols = kCols ? kCols : p.cols.count;
  int64_t gap = cols > 1 ? (p.cols.offset[1] - p.cols.offset[0]) * p.c : 0;
  int64_t count = p.c - c;
  bool dense = kRows == 3 && kCols == 3 && is_dense(p.cols);
  Vec acc[kRows && kCols ? kRows * kCols : kMostWeights];
  for (int64_t t = 0; t < rows * cols; ++t) {
    acc[t] = take<kFull>(sums + t * p.c + c, count);
  }
  for (int64_t j = 0; j < p.ow; ++j) {
    int64_t first = (j * p.cols.step + p.cols.offset[0]) * p.c + c;
    if (dense && j >= whole.begin && j + kTogether <= whole.end) {
      four_gradients<kFull>(p, lines, first, dy + j * p.c + c, count, acc);
      j += kTogether - 1;
      continue;
    }
    Vec gradient = take<kFull>(dy + j * p.c + c, count);
    if (j >= whole.begin && j < whole.end) {
      for (int64_t a = 0; a < rows; ++a) {
        const float* from = lines[a] + first;
        for (int64_t b = 0; b < cols; ++b) {
          acc[a * cols + b] += take<kFull>(from + b * gap, count) * gradient;
        }
      }
      continue;
    }
    for (int64_t b = 0; b < cols; ++b) {
      int64_t at = j * p.cols.step + p.cols.offset[b];
      if (at < 0 || at >= p.w) continue;
      for (int64_t a = 0; a < rows; ++a) {
        acc[a * cols + b] += take<kFull>(lines[a] + at * p.c + c, count) * gradient;
      }
    }
  }
  for (int64_t t = 0; t < rows * cols; ++t) {
    put<kFull, false>(sums + t * p.c + c, acc[t], count);
  }
}

}  // namespace

void depthwise_weight_gradient(const Pool& pool, const Conv& s, const float* x,
                               const float* dy, float* dw) {
  Pass p{x, s.n, s.h, s.w, s.c, {}, {}, nullptr, s.oh, s.ow, 0, 0, 1, 1, s.oh, s.ow,
         nullptr, {nullptr, false}};
  p.rows = forward_side(s.kh, s.stride_h, s.dilation_h, s.pad_top);
  p.cols = forward_side(s.kw, s.stride_w, s.dilation_w, s.pad_left);
  Range whole = inside(p.cols, s.ow, s.w);
  int64_t all_rows = s.n * s.oh, size = s.kh * s.kw * s.c;
  // Sums are cut into parts by the shape alone, never by the number of threads.
  int64_t parts = most(1, least(16, all_rows / 4));
  float* sums = floats(kShared, parts * size + s.w * s.c);
  float* zeros = sums + parts * size;
  std::memset(sums, 0, (parts * size + s.w * s.c) * sizeof(float));
  parallel_for(pool, parts, [&](int64_t part) {
    int64_t end = all_rows * (part + 1) / parts;
    for (int64_t r = all_rows * part / parts; r < end; ++r) {
      int64_t image = r / s.oh;
      const float* lines[kMostTaps];
      for (int64_t a = 0; a < s.kh; ++a) {
        int64_t at = r % s.oh * p.rows.step + p.rows.offset[a];
        bool exists = at >= 0 && at < s.h;
        lines[a] = exists ? x + (image * s.h + at) * s.w * s.c : zeros;
      }
      const float* from = dy + r * s.ow * s.c;
      bool three = s.kh == 3 && s.kw == 3;
      float* sum = sums + part * size;
      for (int64_t c = 0; c < s.c; c += kLanes) {
        if (three && c + kLanes <= s.c) {
          weight_row<3, 3, true>(p, lines, from, whole, c, sum);
        } else if (three) {
          weight_row<3, 3, false>(p, lines, from, whole, c, sum);
        } else {
          weight_row<0, 0, false>(p, lines, from, whole, c, sum);
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
