#include "handlers/handlers.h"
#include "kernels.h"

namespace tengen {
namespace {

namespace ffi = xla::ffi;
using Floats = ffi::Buffer<ffi::F32>;
using Result = ffi::Result<Floats>;

ChannelSums shape_of(const Floats& x) {
  int64_t c = x.dimensions().back();
  return {c == 0 ? 0 : static_cast<int64_t>(x.element_count()) / c, c};
}

ffi::Error moments(ffi::ThreadPool threads, Floats x, Result out) {
  kernels().channel_moments(pool_of(threads), shape_of(x), x.typed_data(),
                            out->typed_data());
  return ffi::Error::Success();
}

ffi::Error dots(ffi::ThreadPool threads, Floats t, Floats x, Floats mean, Result out) {
  kernels().channel_dots(pool_of(threads), shape_of(x), t.typed_data(), x.typed_data(),
                         mean.typed_data(), out->typed_data());
  return ffi::Error::Success();
}

}  // namespace
}  // namespace tengen

XLA_FFI_DEFINE_HANDLER_SYMBOL(tengen_channel_moments, tengen::moments,
                              xla::ffi::Ffi::Bind()
                                  .Ctx<xla::ffi::ThreadPool>()
                                  .Arg<tengen::Floats>()
                                  .Ret<tengen::Floats>());
XLA_FFI_DEFINE_HANDLER_SYMBOL(tengen_channel_dots, tengen::dots,
                              xla::ffi::Ffi::Bind()
                                  .Ctx<xla::ffi::ThreadPool>()
                                  .Arg<tengen::Floats>()
                                  .Arg<tengen::Floats>()
                                  .Arg<tengen::Floats>()
                                  .Ret<tengen::Floats>());
