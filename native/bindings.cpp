// tengen._native: a table of XLA FFI handlers. Importing it does not import JAX.
#include <nanobind/nanobind.h>

#include "handlers/handlers.h"
#include "kernels.h"
#include "memory.h"

namespace nb = nanobind;

NB_MODULE(_native, m) {
  tengen::keep_large_buffers();
  nb::dict handlers;
#define TENGEN_ADD(name) handlers[#name] = nb::capsule(reinterpret_cast<void*>(name))
  TENGEN_ADD(tengen_conv);
  TENGEN_ADD(tengen_conv_bias);
  TENGEN_ADD(tengen_winograd_filters);
  TENGEN_ADD(tengen_winograd_product);
  TENGEN_ADD(tengen_conv_input_gradient);
  TENGEN_ADD(tengen_conv_weight_gradient);
  TENGEN_ADD(tengen_channel_moments);
  TENGEN_ADD(tengen_channel_dots);
  TENGEN_ADD(tengen_max_pool);
  TENGEN_ADD(tengen_pool_take);
  TENGEN_ADD(tengen_pool_put);
  TENGEN_ADD(tengen_take_rows);
  TENGEN_ADD(tengen_lstm);
  TENGEN_ADD(tengen_lstm_gradient);
  m.attr("handlers") = handlers;
  m.attr("isa") = tengen::kernels().name;
}
