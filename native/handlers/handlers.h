// What the handlers share: XLA's thread pool as ours, and the list of handlers.
#pragma once

#include "pool.h"
#include "xla/ffi/api/ffi.h"

namespace tengen {

inline Pool pool_of(xla::ffi::ThreadPool& threads) {
  return Pool{threads.num_threads(), &threads,
              [](void* handle, void (*task)(void*), void* data) {
                static_cast<xla::ffi::ThreadPool*>(handle)->Schedule(
                    [task, data] { task(data); });
              }};
}

}  // namespace tengen

extern "C" {
XLA_FFI_DECLARE_HANDLER_SYMBOL(tengen_conv);
XLA_FFI_DECLARE_HANDLER_SYMBOL(tengen_conv_bias);
XLA_FFI_DECLARE_HANDLER_SYMBOL(tengen_winograd_filters);
XLA_FFI_DECLARE_HANDLER_SYMBOL(tengen_winograd_product);
XLA_FFI_DECLARE_HANDLER_SYMBOL(tengen_conv_input_gradient);
XLA_FFI_DECLARE_HANDLER_SYMBOL(tengen_conv_weight_gradient);
XLA_FFI_DECLARE_HANDLER_SYMBOL(tengen_channel_moments);
XLA_FFI_DECLARE_HANDLER_SYMBOL(tengen_channel_dots);
XLA_FFI_DECLARE_HANDLER_SYMBOL(tengen_max_pool);
XLA_FFI_DECLARE_HANDLER_SYMBOL(tengen_pool_take);
XLA_FFI_DECLARE_HANDLER_SYMBOL(tengen_pool_put);
XLA_FFI_DECLARE_HANDLER_SYMBOL(tengen_take_rows);
XLA_FFI_DECLARE_HANDLER_SYMBOL(tengen_lstm);
XLA_FFI_DECLARE_HANDLER_SYMBOL(tengen_lstm_gradient);
}
