// The kernels of one instruction set by name.
#pragma once

#include "kernels.h"

namespace tengen {
namespace TENGEN_ISA {

void channel_moments(const Pool& pool, const ChannelSums& a, const float* x,
                     float* moments);
void channel_dots(const Pool& pool, const ChannelSums& a, const float* t,
                  const float* x, const float* mean, float* dots);
void max_pool(const Pool& pool, const Pooling& s, const float* x, float* y,
              uint8_t* place);
void pool_take(const Pool& pool, const Pooling& s, const float* t,
               const uint8_t* place, float* y);
void pool_put(const Pool& pool, const Pooling& s, const float* dy,
              const uint8_t* place, float* dx);
void take_rows(const Pool& pool, const TakeRows& a);
void lstm(const Pool& pool, const Lstm& s, const float* projected, const float* kernel,
          const float* h0, const float* c0, const float* seen, float* h, float* c,
          float* gates);
void lstm_gradient(const Pool& pool, const Lstm& s, const float* dh, const float* dc,
                   const float* gates, const float* c, const float* c0,
                   const float* kernel, const float* seen, float* dgates, float* dh0,
                   float* dc0);

void conv(const Pool& pool, const Conv& s, const float* x, const float* w, float* y,
          const Epilogue& epilogue);
void conv_input_gradient(const Pool& pool, const Conv& s, const float* dy,
                         const float* w, float* dx);
void conv_weight_gradient(const Pool& pool, const Conv& s, const float* x,
                          const float* dy, float* dw);

void direct(const Pool& pool, const Conv& s, const float* x, const float* w, float* y,
            const Epilogue& epilogue);
void direct_input_gradient(const Pool& pool, const Conv& s, const float* dy,
                           const float* w, float* dx);
void direct_weight_gradient(const Pool& pool, const Conv& s, const float* x,
                            const float* dy, float* dw);

bool depthwise_fits(const Conv& s);
void depthwise(const Pool& pool, const Conv& s, const float* x, const float* w,
               float* y, const Epilogue& epilogue);
void depthwise_input_gradient(const Pool& pool, const Conv& s, const float* dy,
                              const float* w, float* dx);
void depthwise_weight_gradient(const Pool& pool, const Conv& s, const float* x,
                               const float* dy, float* dw);

bool winograd_fits(const Conv& s);
void winograd_filters(const Pool& pool, const Conv& s, const float* w, float* u);
void winograd_product(const Pool& pool, const Conv& s, const float* x, const float* u,
                      float* y, const Epilogue& epilogue);
void winograd(const Pool& pool, const Conv& s, const float* x, const float* w, float* y,
              const Epilogue& epilogue);
void winograd_input_gradient(const Pool& pool, const Conv& s, const float* dy,
                             const float* w, float* dx);
void winograd_weight_gradient(const Pool& pool, const Conv& s, const float* x,
                              const float* dy, float* dw);

}  // namespace TENGEN_ISA
}  // namespace tengen
