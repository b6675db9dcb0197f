// Any convolution as products of gathered patches and filters.
//
// A block of results is one matrix product: row r of P holds the points under the window
// of result r, (taps, C). The input gradient is the same over the gradients of the
// results: with stride s the points of the image fall into s*s lattices, each of which
// sees its own subset of the taps.
#include "arena.h"
#include "kernels/activations.h"
#include "kernels/all.h"
#include "kernels/conv_side.h"
#include "kernels/gemm.h"

namespace tengen {
namespace TENGEN_ISA {
namespace {

constexpr int64_t kDepth = 128;   // rows of filters that stay in the first cache
constexpr int64_t kDeepest = 512;  // rows that one product takes from the second

// Results (row0 + i * step, ...) of an image, i < rows, j < cols.
struct Lattice {
  int64_t rows, cols;
  int64_t row0, col0, row_step, col_step;
};

struct Task {  // one gathered product: out[lattice] = patches(in) * filters
  const float* in;
  int64_t n, h, w, c_all, c0, c;
  Side rows, cols;
  const float* filters;  // (taps, c, k_pad)
  float* out;
  int64_t oh, ow, k_all, k0, k, k_pad;
  Lattice lattice;
  Epilogue epilogue;
};

void copy_floats(float* to, const float* from, int64_t count) {
  int64_t i = 0;
  for (; i + kLanes <= count; i += kLanes) store(to + i, load(from + i));
  if (i < count) store_some(to + i, load_some(from + i, count - i), count - i);
}

void zero_floats(float* to, int64_t count) {
  int64_t i = 0;
  for (; i + kLanes <= count; i += kLanes) store(to + i, zero());
  if (i < count) store_some(to + i, zero(), count - i);
}

// Points of one image row under one row of taps.
void gather_row(const Task& t, const float* row, int64_t col, float* patch) {
  bool together = t.c == t.c_all && t.cols.count > 1 &&
                  t.cols.offset[1] - t.cols.offset[0] == 1;
  int64_t first = col + t.cols.offset[0];
  if (together && first >= 0 && first + t.cols.count <= t.w) {
    return copy_floats(patch, row + first * t.c, t.cols.count * t.c);
  }
  for (int64_t b = 0; b < t.cols.count; ++b, patch += t.c) {
    int64_t at = col + t.cols.offset[b];
    if (at >= 0 && at < t.w) {
      copy_floats(patch, row + at * t.c_all + t.c0, t.c);
    } else {
      zero_floats(patch, t.c);
    }
  }
}

// Row r of P: the points that result r of the lattice sees.
void gather(const Task& t, int64_t result, float* patch) {
  int64_t per_image = t.lattice.rows * t.lattice.cols;
  int64_t image = result / per_image, rest = result % per_image;
  int64_t row = rest / t.lattice.cols * t.rows.step;
  int64_t col = rest % t.lattice.cols * t.cols.step;
  for (int64_t a = 0; a < t.rows.count; ++a, patch += t.cols.count * t.c) {
    int64_t at = row + t.rows.offset[a];
    if (at < 0 || at >= t.h) {
      zero_floats(patch, t.cols.count * t.c);
    } else {
      gather_row(t, t.in + (image * t.h + at) * t.w * t.c_all, col, patch);
    }
  }
}

float* result_place(const Task& t, int64_t result) {
  int64_t per_image = t.lattice.rows * t.lattice.cols;
  int64_t image = result / per_image, rest = result % per_image;
  int64_t row = t.lattice.row0 + rest / t.lattice.cols * t.lattice.row_step;
  int64_t col = t.lattice.col0 + rest % t.lattice.cols * t.lattice.col_step;
  return t.out + ((image * t.oh + row) * t.ow + col) * t.k_all + t.k0;
}

template <bool kStream>
void finish(const Task& t, const float* sums, float* out) {
  for (int64_t k = 0; k < t.k; k += kLanes) {
    int64_t count = t.k - k;
    Vec value = load(sums + k);
    if (t.epilogue.bias) value += load_some(t.epilogue.bias + t.k0 + k, count);
    value = activated(value, t.epilogue.activation);
    if (kStream) {
      stream(out + k, value);
    } else {
      store_some(out + k, value, count);
    }
  }
}

// Whether rows of the image are rows of P already.
bool is_pointwise(const Task& t) {
  const Lattice& l = t.lattice;
  return t.rows.count == 1 && t.cols.count == 1 && t.rows.offset[0] == 0 &&
         t.cols.offset[0] == 0 && t.rows.step == 1 && t.cols.step == 1 &&
         l.rows == t.h && l.cols == t.w;
}

// Results of so few channels that vectors of them would be mostly empty.
constexpr int64_t kNarrow = 4;

TENGEN_INLINE float sum_of(Vec v) {
  float lanes[kLanes];
  store(lanes, v);
#pragma GCC unroll 4
  for (int half = kLanes / 2; half > 0; half /= 2) {
#pragma GCC unroll 8
    for (int i = 0; i < half; ++i) lanes[i] += lanes[i + half];
  }
  return lanes[0];
}

// The filters as k rows of `depth` numbers.
void turn(const float* filters, int64_t depth, int64_t k, int64_t k_pad, float* rows) {
  for (int64_t j = 0; j < k; ++j) {
    for (int64_t d = 0; d < depth; ++d) rows[j * depth + d] = filters[d * k_pad + j];
  }
}

// One result of one channel at a time, vectors running along the patch.
void narrow_product(const float* left, int64_t left_row, const float* rows,
                    int64_t count, int64_t depth, int64_t k, float* sums,
                    int64_t k_pad) {
  for (int64_t i = 0; i < count; ++i, left += left_row, sums += k_pad) {
    for (int64_t j = 0; j < k; ++j) {
      const float* right = rows + j * depth;
      Vec even = zero(), odd = zero();
      int64_t d = 0;
      for (; d + 2 * kLanes <= depth; d += 2 * kLanes) {
        even += load(left + d) * load(right + d);
        odd += load(left + d + kLanes) * load(right + d + kLanes);
      }
      for (; d < depth; d += kLanes) {
        even += load_some(left + d, depth - d) * load_some(right + d, depth - d);
      }
      sums[j] = sum_of(even + odd);
    }
  }
}

// Whether results lie one after the other, in whole vectors: then the product writes
// them itself, bias and activation included.
bool writes_in_place(const Task& t) {
  const Lattice& l = t.lattice;
  return l.row_step == 1 && l.col_step == 1 && l.rows == t.oh && l.cols == t.ow &&
         t.k % kLanes == 0;
}

int64_t block_for(int64_t results, int64_t depth) {
  int64_t fits = (96 << 10) / most(1, depth) / 24 * 24;
  int64_t share = round_up(ceil_div(results, 8), 24);
  return most(24, least(least(96, fits), share));
}

// After the product, whose tiles have no registers left for it; the block is in cache.
void apply_swish(const Task& t, float* out, int64_t rows) {
  for (int64_t i = 0; i < rows; ++i, out += t.k_all) {
    for (int64_t k = 0; k < t.k; k += kLanes) {
      store(out + k, activated(load(out + k), Activation::swish));
    }
  }
}

void run(const Pool& pool, const Task& t) {
  int64_t results = t.n * t.lattice.rows * t.lattice.cols;
  int64_t depth = t.rows.count * t.cols.count * t.c;
  int64_t block = block_for(results, depth);
  bool in_place = is_pointwise(t);
  bool narrow = t.k <= kNarrow && depth >= 2 * kLanes;
  float* rows = narrow ? floats(kShared2, t.k * depth) : nullptr;
  if (narrow) turn(t.filters, depth, t.k, t.k_pad, rows);
  bool past_cache = worth_streaming(t.out, t.n * t.oh * t.ow * t.k_all, t.k_all) &&
                    t.k % kLanes == 0 && t.k0 == 0;
  bool straight = writes_in_place(t) && !narrow && depth > 0;
  bool relu = t.epilogue.activation == Activation::relu;
  bool swish = t.epilogue.activation == Activation::swish;
  int64_t piece = depth <= kDeepest ? depth : kDepth;
  const float* bias = t.epilogue.bias ? t.epilogue.bias + t.k0 : nullptr;
  parallel_for(pool, ceil_div(results, block), [&](int64_t task) {
    int64_t first = task * block, count = least(block, results - first);
    float* patches = floats(kTask, block * depth);
    float* sums = floats(kTask2, block * t.k_pad);
    const float* left = in_place ? t.in + first * t.c_all + t.c0 : patches;
    int64_t left_row = in_place ? t.c_all : depth;
    if (!in_place) {
      for (int64_t i = 0; i < count; ++i) gather(t, first + i, patches + i * depth);
    }
    if (straight) {
      for (int64_t d = 0; d < depth; d += piece) {
        bool last = d + piece >= depth;
        gemm({left + d, left_row, 1, t.filters + d * t.k_pad, t.k_pad,
              result_place(t, first), t.k_all, count, t.k, least(piece, depth - d),
              d > 0, last ? bias : nullptr, last && relu,
              past_cache && piece == depth && !swish});
      }
      if (swish) apply_swish(t, result_place(t, first), count);
      if (past_cache) stream_end();
      return;
    }
    if (depth == 0) zero_floats(sums, count * t.k_pad);
    if (narrow) {
      narrow_product(left, left_row, rows, count, depth, t.k, sums, t.k_pad);
    }
    for (int64_t d = 0; d < depth && !narrow; d += kDepth) {
      gemm({left + d, left_row, 1, t.filters + d * t.k_pad, t.k_pad, sums, t.k_pad,
            count, t.k_pad, least(kDepth, depth - d), d > 0});
    }
    for (int64_t i = 0; i < count; ++i) {
      float* out = result_place(t, first + i);
      if (past_cache) {
        finish<true>(t, sums + i * t.k_pad, out);
      } else {
        finish<false>(t, sums + i * t.k_pad, out);
      }
    }
    if (past_cache) stream_end();
  });
}

// Filters of one group for these taps: (taps, c, k_pad) or, turned, (taps, k, c_pad).
void pack(const Conv& s, const float* w, const Side& rows, const Side& cols,
          int64_t group, bool turned, float* packed) {
  int64_t c = s.c / s.groups, k = s.k / s.groups;
  int64_t in = turned ? k : c, out = turned ? c : k;
  int64_t out_pad = round_up(out, kLanes);
  for (int64_t a = 0; a < rows.count; ++a) {
    for (int64_t b = 0; b < cols.count; ++b) {
      const float* tap = w + (rows.tap[a] * s.kw + cols.tap[b]) * c * s.k + group * k;
      for (int64_t i = 0; i < in; ++i, packed += out_pad) {
        if (turned) {
          for (int64_t j = 0; j < out; ++j) packed[j] = tap[j * s.k + i];
        } else {
          copy_floats(packed, tap + i * s.k, out);
        }
        zero_floats(packed + out, out_pad - out);
      }
    }
  }
}

// Whether rows of filters and results need no packing.
bool whole_vectors(const Conv& s) { return s.groups == 1 && s.k % kLanes == 0; }

Task forward_task(const Conv& s, const float* x, int64_t group) {
  Task t{};
  t.in = x;
  t.n = s.n, t.h = s.h, t.w = s.w, t.c_all = s.c;
  t.c = s.c / s.groups, t.c0 = group * t.c;
  t.rows = forward_side(s.kh, s.stride_h, s.dilation_h, s.pad_top);
  t.cols = forward_side(s.kw, s.stride_w, s.dilation_w, s.pad_left);
  t.oh = s.oh, t.ow = s.ow, t.k_all = s.k;
  t.k = s.k / s.groups, t.k0 = group * t.k, t.k_pad = round_up(t.k, kLanes);
  t.lattice = {s.oh, s.ow, 0, 0, 1, 1};
  return t;
}

Task backward_task(const Conv& s, const float* dy, int64_t group, int64_t row,
                   int64_t col) {
  Task t{};
  t.in = dy;
  t.n = s.n, t.h = s.oh, t.w = s.ow, t.c_all = s.k;
  t.c = s.k / s.groups, t.c0 = group * t.c;
  t.rows = backward_side(s.kh, s.stride_h, s.dilation_h, s.pad_top, row);
  t.cols = backward_side(s.kw, s.stride_w, s.dilation_w, s.pad_left, col);
  t.oh = s.h, t.ow = s.w, t.k_all = s.c;
  t.k = s.c / s.groups, t.k0 = group * t.k, t.k_pad = round_up(t.k, kLanes);
  t.lattice = {ceil_div(s.h - row, s.stride_h), ceil_div(s.w - col, s.stride_w), row,
               col, s.stride_h, s.stride_w};
  return t;
}

}  // namespace

void direct(const Pool& pool, const Conv& s, const float* x, const float* w, float* y,
            const Epilogue& epilogue) {
  for (int64_t group = 0; group < s.groups; ++group) {
    Task t = forward_task(s, x, group);
    t.out = y;
    t.epilogue = epilogue;
    t.filters = w;
    if (!whole_vectors(s)) {
      float* packed = floats(kShared, s.kh * s.kw * t.c * t.k_pad);
      pack(s, w, t.rows, t.cols, group, false, packed);
      t.filters = packed;
    }
    run(pool, t);
  }
}

void direct_input_gradient(const Pool& pool, const Conv& s, const float* dy,
                           const float* w, float* dx) {
  int64_t c_pad = round_up(s.c / s.groups, kLanes);
  float* packed = floats(kShared, s.kh * s.kw * (s.k / s.groups) * c_pad);
  for (int64_t group = 0; group < s.groups; ++group) {
    for (int64_t row = 0; row < least(s.stride_h, s.h); ++row) {
      for (int64_t col = 0; col < least(s.stride_w, s.w); ++col) {
        Task t = backward_task(s, dy, group, row, col);
        pack(s, w, t.rows, t.cols, group, true, packed);
        t.filters = packed;
        t.out = dx;
        run(pool, t);
      }
    }
  }
}

void direct_weight_gradient(const Pool& pool, const Conv& s, const float* x,
                            const float* dy, float* dw) {
  int64_t c = s.c / s.groups, k = s.k / s.groups, k_pad = round_up(k, kLanes);
  int64_t taps = s.kh * s.kw, depth = taps * c, results = s.n * s.oh * s.ow;
  int64_t block = block_for(results, depth);
  int64_t blocks = ceil_div(results, block);
  // Sums are cut into parts by the shape alone, never by the number of threads.
  int64_t parts = most(1, least(8, blocks));
  float* sums = floats(kShared, parts * depth * k_pad);
  for (int64_t group = 0; group < s.groups; ++group) {
    Task t = forward_task(s, x, group);
    bool in_place = is_pointwise(t);
    parallel_for(pool, parts, [&](int64_t part) {
      float* patches = floats(kTask, block * depth);
      float* right = floats(kTask2, block * k_pad);
      float* sum = sums + part * depth * k_pad;
      int64_t begin = blocks * part / parts, end = blocks * (part + 1) / parts;
      for (int64_t b = begin; b < end; ++b) {
        int64_t first = b * block, count = least(block, results - first);
        const float* from = dy + first * s.k + group * k;
        if (!whole_vectors(s)) {
          for (int64_t i = 0; i < count; ++i) {
            copy_floats(right + i * k_pad, from + i * s.k, k);
            zero_floats(right + i * k_pad + k, k_pad - k);
          }
        }
        const float* left = in_place ? x + first * s.c + t.c0 : patches;
        if (!in_place) {
          for (int64_t i = 0; i < count; ++i) gather(t, first + i, patches + i * depth);
        }
        gemm({left, 1, in_place ? s.c : depth, whole_vectors(s) ? from : right, k_pad, sum,
              k_pad, depth, k_pad, count, b != begin});
      }
    });
    parallel_for(pool, ceil_div(depth, 64), [&](int64_t task) {
      int64_t last = least(depth, (task + 1) * 64);
      for (int64_t row = task * 64; row < last; ++row) {
        for (int64_t j = 0; j < k; j += kLanes) {
          Vec total = load(sums + row * k_pad + j);
          for (int64_t part = 1; part < parts; ++part) {
            total += load(sums + (part * depth + row) * k_pad + j);
          }
          store_some(dw + row * s.k + group * k + j, total, k - j);
        }
      }
    });
  }
}

}  // namespace TENGEN_ISA
}  // namespace tengen
