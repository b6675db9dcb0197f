// Minimal filtering F(4x4, 3x3) after Lavin and Gray, "Fast Algorithms for
// Convolutional Neural Networks", 2015: Y = A'[(G g G') . (B' d B)]A, where d is a patch
// of 6x6 points, g the filter of 3x3 and Y a tile of 4x4 results.
//
// Each function is one side of a two-dimensional transform, of columns or rows.
#pragma once

#include "kernels/isa.h"

namespace tengen {
namespace TENGEN_ISA {

// B': 6 -> 6
TENGEN_INLINE void input_side(const Vec d[6], Vec t[6]) {
  Vec even = d[4] - 4.0f * d[2], odd = d[3] - 4.0f * d[1];
  Vec even2 = d[4] - d[2], odd2 = 2.0f * (d[3] - d[1]);
  t[0] = d[4] + 4.0f * d[0] - 5.0f * d[2];
  t[1] = even + odd;
  t[2] = even - odd;
  t[3] = even2 + odd2;
  t[4] = even2 - odd2;
  t[5] = d[5] + 4.0f * d[1] - 5.0f * d[3];
}

// A': 6 -> 4
TENGEN_INLINE void output_side(const Vec m[6], Vec y[4]) {
  Vec sum = m[1] + m[2], difference = m[1] - m[2];
  Vec sum2 = m[3] + m[4], difference2 = m[3] - m[4];
  y[0] = m[0] + sum + sum2;
  y[1] = difference + 2.0f * difference2;
  y[2] = sum + 4.0f * sum2;
  y[3] = difference + 8.0f * difference2 + m[5];
}

// A: 4 -> 6, the transpose of output_side
TENGEN_INLINE void output_side_back(const Vec y[4], Vec m[6]) {
  Vec even = y[0] + y[2], odd = y[1] + y[3];
  Vec even2 = y[0] + 4.0f * y[2], odd2 = 2.0f * y[1] + 8.0f * y[3];
  m[0] = y[0];
  m[1] = even + odd;
  m[2] = even - odd;
  m[3] = even2 + odd2;
  m[4] = even2 - odd2;
  m[5] = y[3];
}

// G: 3 -> 6
TENGEN_INLINE void filter_side(const Vec g[3], Vec u[6]) {
  Vec even = (g[0] + g[2]) * (-1.0f / 6), odd = g[1] * (-1.0f / 6);
  Vec even2 = g[0] * (1.0f / 24) + g[2] * (1.0f / 6), odd2 = g[1] * (1.0f / 12);
  u[0] = g[0] * 0.25f;
  u[1] = even + odd;
  u[2] = even - odd;
  u[3] = even2 + odd2;
  u[4] = even2 - odd2;
  u[5] = g[2];
}

// G': 6 -> 3, the transpose of filter_side
TENGEN_INLINE void filter_side_back(const Vec u[6], Vec g[3]) {
  Vec sum = (u[1] + u[2]) * (1.0f / 6), sum2 = u[3] + u[4];
  g[0] = u[0] * 0.25f - sum + sum2 * (1.0f / 24);
  g[1] = (u[2] - u[1]) * (1.0f / 6) + (u[3] - u[4]) * (1.0f / 12);
  g[2] = u[5] - sum + sum2 * (1.0f / 6);
}

}  // namespace TENGEN_ISA
}  // namespace tengen
