#include "handlers/handlers.h"
#include "kernels.h"

namespace tengen {
namespace {

namespace ffi = xla::ffi;
using Floats = ffi::Buffer<ffi::F32>;
using Result = ffi::Result<Floats>;

Lstm shape_of(const Floats& sequence, const Floats& state) {
  return {sequence.dimensions()[0], state.dimensions()[0], state.dimensions()[1]};
}

// One number for each step and sample, or none where all are seen.
const float* marks(const Floats& seen) {
  return seen.element_count() == 0 ? nullptr : seen.typed_data();
}

ffi::Error forward(ffi::ThreadPool threads, Floats projected, Floats kernel, Floats h0,
                   Floats c0, Floats seen, Result h, Result c, Result gates) {
  kernels().lstm(pool_of(threads), shape_of(projected, h0), projected.typed_data(),
                 kernel.typed_data(), h0.typed_data(), c0.typed_data(), marks(seen),
                 h->typed_data(), c->typed_data(), gates->typed_data());
  return ffi::Error::Success();
}

ffi::Error gradient(ffi::ThreadPool threads, Floats dh, Floats dc, Floats gates,
                    Floats c, Floats c0, Floats kernel, Floats seen, Result dgates,
                    Result dh0, Result dc0) {
  kernels().lstm_gradient(pool_of(threads), shape_of(dh, dc), dh.typed_data(),
                          dc.typed_data(), gates.typed_data(), c.typed_data(),
                          c0.typed_data(), kernel.typed_data(), marks(seen),
                          dgates->typed_data(), dh0->typed_data(),
                          dc0->typed_data());
  return ffi::Error::Success();
}

}  // namespace
}  // namespace tengen

XLA_FFI_DEFINE_HANDLER_SYMBOL(tengen_lstm, tengen::forward,
                              xla::ffi::Ffi::Bind()
                                  .Ctx<xla::ffi::ThreadPool>()
                                  .Arg<tengen::Floats>()
                                  .Arg<tengen::Floats>()
                                  .Arg<tengen::Floats>()
                                  .Arg<tengen::Floats>()
                                  .Arg<tengen::Floats>()
                                  .Ret<tengen::Floats>()
                                  .Ret<tengen::Floats>()
                                  .Ret<tengen::Floats>());
XLA_FFI_DEFINE_HANDLER_SYMBOL(tengen_lstm_gradient, tengen::gradient,
                              xla::ffi::Ffi::Bind()
                                  .Ctx<xla::ffi::ThreadPool>()
                                  .Arg<tengen::Floats>()
                                  .Arg<tengen::Floats>()
                                  .Arg<tengen::Floats>()
                                  .Arg<tengen::Floats>()
                                  .Arg<tengen::Floats>()
                                  .Arg<tengen::Floats>()
                                  .Arg<tengen::Floats>()
                                  .Ret<tengen::Floats>()
                                  .Ret<tengen::Floats>()
                                  .Ret<tengen::Floats>());
