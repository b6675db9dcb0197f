#include "handlers/handlers.h"
#include "kernels.h"

namespace tengen {
namespace ffi = xla::ffi;

static ffi::Error run(ffi::ThreadPool threads, ffi::AnyBuffer x, ffi::Buffer<ffi::S32> indices,
               ffi::Result<ffi::AnyBuffer> out) {
  int64_t rows = x.dimensions()[0];
  TakeRows a{};
  a.x = static_cast<const char*>(x.untyped_data());
  a.indices = indices.typed_data();
  a.out = static_cast<char*>(out->untyped_data());
  a.rows = rows;
  a.count = static_cast<int64_t>(indices.element_count());
  a.row_bytes = rows == 0 ? 0 : static_cast<int64_t>(x.size_bytes()) / rows;
  if (a.row_bytes > 0) kernels().take_rows(pool_of(threads), a);
  return ffi::Error::Success();
}

}  // namespace tengen

XLA_FFI_DEFINE_HANDLER_SYMBOL(tengen_take_rows, tengen::run,
                              xla::ffi::Ffi::Bind()
                           .Ctx<xla::ffi::ThreadPool>()
                           .Arg<xla::ffi::AnyBuffer>()
                           .Arg<xla::ffi::Buffer<xla::ffi::S32>>()
                           .Ret<xla::ffi::AnyBuffer>());
