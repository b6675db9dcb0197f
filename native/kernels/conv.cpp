// Which algorithm computes a convolution.
#include "kernels/all.h"
#include "kernels/isa.h"

namespace tengen {
namespace TENGEN_ISA {

void conv(const Pool& pool, const Conv& s, const float* x, const float* w, float* y,
          const Epilogue& epilogue) {
  if (depthwise_fits(s)) return depthwise(pool, s, x, w, y, epilogue);
  if (winograd_fits(s)) return winograd(pool, s, x, w, y, epilogue);
  direct(pool, s, x, w, y, epilogue);
}

void conv_input_gradient(const Pool& pool, const Conv& s, const float* dy,
                         const float* w, float* dx) {
  if (depthwise_fits(s)) return depthwise_input_gradient(pool, s, dy, w, dx);
  if (winograd_fits(s)) return winograd_input_gradient(pool, s, dy, w, dx);
  direct_input_gradient(pool, s, dy, w, dx);
}

void conv_weight_gradient(const Pool& pool, const Conv& s, const float* x,
                          const float* dy, float* dw) {
  if (depthwise_fits(s)) return depthwise_weight_gradient(pool, s, x, dy, dw);
  if (winograd_fits(s)) return winograd_weight_gradient(pool, s, x, dy, dw);
  direct_weight_gradient(pool, s, x, dy, dw);
}

}  // namespace TENGEN_ISA
}  // namespace tengen
