// The taps of a window along one dimension, as a result (or a gradient) sees them.
#pragma once

#include "kernels/isa.h"

namespace tengen {
namespace TENGEN_ISA {

constexpr int64_t kMostTaps = 64;

// Result i sees the points i * step + offset[t] through tap[t] of the filter.
struct Side {
  int64_t count;
  int64_t step;
  int64_t offset[kMostTaps];
  int64_t tap[kMostTaps];
};

static inline Side forward_side(int64_t taps, int64_t stride, int64_t dilation,
                                int64_t pad) {
  Side side{taps, stride, {}, {}};
  for (int64_t i = 0; i < taps; ++i) {
    side.offset[i] = i * dilation - pad;
    side.tap[i] = i;
  }
  return side;
}

// What points phase, phase + stride, ... of the image see of the results: the taps that
// reach them, in ascending order of the results.
static inline Side backward_side(int64_t taps, int64_t stride, int64_t dilation,
                                 int64_t pad, int64_t phase) {
  Side side{0, 1, {}, {}};
  for (int64_t i = taps - 1; i >= 0; --i) {
    int64_t distance = phase + pad - i * dilation;
    if (distance % stride != 0) continue;
    side.offset[side.count] = distance / stride;
    side.tap[side.count++] = i;
  }
  return side;
}

}  // namespace TENGEN_ISA
}  // namespace tengen
