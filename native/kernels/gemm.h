// The matrix product in registers that all convolutions are made of.
//
// C[m][n] (+)= sum over k of A[m][k] * B[k][n]. A is read one number at a time, so its
// strides are free; rows of B and C are vectors, padded to whole ones.
#pragma once

#include "kernels/isa.h"

namespace tengen {
namespace TENGEN_ISA {

struct Gemm {
  const float* a;
  int64_t a_row, a_col;  // strides of A in m and k
  const float* b;
  int64_t b_row;  // stride of B in k
  float* c;
  int64_t c_row;  // stride of C in m
  int64_t m, n, k;  // n counts numbers, a multiple of kLanes
  bool accumulate;
  // What happens to C on its way out; streamed rows must be whole aligned vectors.
  const float* bias = nullptr;  // (n), or null
  bool relu = false;
  bool streamed = false;
};

template <int kVecs>
TENGEN_INLINE void gemm_finish(const Gemm& g, int64_t col, Vec* row) {
  if (g.bias) {
#pragma GCC unroll 4
    for (int j = 0; j < kVecs; ++j) row[j] += load(g.bias + col + j * kLanes);
  }
  if (g.relu) {
#pragma GCC unroll 4
    for (int j = 0; j < kVecs; ++j) row[j] = maximum(row[j], zero());
  }
}

template <int kRows, int kVecs>
static void gemm_tile(const Gemm& g, int64_t row, int64_t col) {
  Vec sums[kRows][kVecs];
  float* c = g.c + row * g.c_row + col;
#pragma GCC unroll 16
  for (int i = 0; i < kRows; ++i) {
#pragma GCC unroll 4
    for (int j = 0; j < kVecs; ++j) {
      sums[i][j] = g.accumulate ? load(c + i * g.c_row + j * kLanes) : zero();
    }
  }
  const float* a = g.a + row * g.a_row;
  const float* b = g.b + col;
  const int64_t a_row = g.a_row, a_col = g.a_col, b_row = g.b_row;
  for (int64_t k = 0; k < g.k; ++k) {
    Vec right[kVecs];
#pragma GCC unroll 4
    for (int j = 0; j < kVecs; ++j) right[j] = load(b + j * kLanes);
#pragma GCC unroll 16
    for (int i = 0; i < kRows; ++i) {
      Vec left = broadcast(a[i * a_row]);
#pragma GCC unroll 4
      for (int j = 0; j < kVecs; ++j) sums[i][j] += left * right[j];
    }
    a += a_col;
    b += b_row;
  }
  if (g.bias || g.relu) {
#pragma GCC unroll 16
    for (int i = 0; i < kRows; ++i) gemm_finish<kVecs>(g, col, sums[i]);
  }
  if (g.streamed) {
#pragma GCC unroll 16
    for (int i = 0; i < kRows; ++i) {
#pragma GCC unroll 4
      for (int j = 0; j < kVecs; ++j) stream(c + i * g.c_row + j * kLanes, sums[i][j]);
    }
    return;
  }
#pragma GCC unroll 16
  for (int i = 0; i < kRows; ++i) {
#pragma GCC unroll 4
    for (int j = 0; j < kVecs; ++j) store(c + i * g.c_row + j * kLanes, sums[i][j]);
  }
}

// Rows that are left over when kRows is too many.
template <int kRows, int kVecs>
static void gemm_rest(const Gemm& g, int64_t row, int64_t col) {
  if constexpr (kRows > 0) {
    if (g.m - row == kRows) return gemm_tile<kRows, kVecs>(g, row, col);
    gemm_rest<kRows - 1, kVecs>(g, row, col);
  }
}

template <int kRows, int kVecs>
static void gemm_panel(const Gemm& g, int64_t col) {
  int64_t row = 0;
  for (; row + kRows <= g.m; row += kRows) gemm_tile<kRows, kVecs>(g, row, col);
  gemm_rest<kRows - 1, kVecs>(g, row, col);
}

#if defined(TENGEN_ISA_avx512)
constexpr int kGemmVecs = 4;
constexpr int kGemmRows = 6;
#else
constexpr int kGemmVecs = 2;
constexpr int kGemmRows = 6;
#endif

static void gemm(const Gemm& g) {
  int64_t col = 0;
#if defined(TENGEN_ISA_avx512)
  for (; g.n - col >= 4 * kLanes; col += 4 * kLanes) gemm_panel<6, 4>(g, col);
  if (g.n - col >= 3 * kLanes) {
    gemm_panel<8, 3>(g, col);
    col += 3 * kLanes;
  }
#endif
  for (; g.n - col >= 2 * kLanes; col += 2 * kLanes) {
    gemm_panel<kGemmVecs == 4 ? 12 : 6, 2>(g, col);
  }
  if (g.n - col >= kLanes) gemm_panel<12, 1>(g, col);
}

}  // namespace TENGEN_ISA
}  // namespace tengen
