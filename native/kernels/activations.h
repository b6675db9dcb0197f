// exp, sigmoid and tanh of vectors, to about one unit in the last place, and what may
// follow a convolution.
//
// The polynomials are minimax fits as in Cephes (Moshier 1989): exp on half a binade
// around 0, tanh below 0.625.
#pragma once

#include "kernels.h"
#include "kernels/isa.h"

namespace tengen {
namespace TENGEN_ISA {

TENGEN_INLINE Vec exponential(Vec x) {
  constexpr float kMagic = 12582912.0f;  // adding it rounds to an integer
  x = minimum(broadcast(88.3f), maximum(broadcast(-87.3f), x));  // NaN stays NaN
  Vec shifted = x * 1.44269504f + kMagic;
  Vec power = shifted - kMagic;
  Vec r = x - power * 0.693359375f;
  r = r - power * -2.12194440e-4f;
  Vec sum = broadcast(1.9875691500e-4f);
  sum = sum * r + 1.3981999507e-3f;
  sum = sum * r + 8.3334519073e-3f;
  sum = sum * r + 4.1665795894e-2f;
  sum = sum * r + 1.6666665459e-1f;
  sum = sum * r + 5.0000001201e-1f;
  sum = sum * (r * r) + r + 1.0f;
  IntVec bits = (__builtin_convertvector(power, IntVec) + 127) << 23;
  return sum * (Vec)bits;
}

TENGEN_INLINE Vec sigmoid(Vec x) { return 1.0f / (1.0f + exponential(-x)); }

TENGEN_INLINE Vec hyperbolic_tangent(Vec x) {
  Vec size = maximum(x, -x), square = x * x;
  Vec small = broadcast(-5.70498872745e-3f);
  small = small * square + 2.06390887954e-2f;
  small = small * square - 5.37397155531e-2f;
  small = small * square + 1.33314422036e-1f;
  small = small * square - 3.33332819422e-1f;
  small = small * square * x + x;
  Vec large = 1.0f - 2.0f / (exponential(size + size) + 1.0f);
  large = x < 0.0f ? -large : large;
  return size < 0.625f ? small : large;
}

TENGEN_INLINE Vec activated(Vec x, Activation activation) {
  if (activation == Activation::relu) return maximum(x, zero());
  if (activation == Activation::swish) return x * sigmoid(x);
  return x;
}

}  // namespace TENGEN_ISA
}  // namespace tengen
