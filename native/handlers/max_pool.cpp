#include "handlers/handlers.h"
#include "kernels.h"

namespace tengen {
namespace {

namespace ffi = xla::ffi;
using Images = ffi::Buffer<ffi::F32, 4>;
using Places = ffi::Buffer<ffi::U8, 4>;
using ImagesOut = ffi::Result<Images>;
using PlacesOut = ffi::Result<Places>;
using Numbers = ffi::Span<const int64_t>;

// numbers are window, strides and low pads, two each.
template <typename X, typename Y>
Pooling shape_of(const X& x, const Y& y, Numbers numbers) {
  auto xs = x.dimensions(), ys = y.dimensions();
  return {xs[0],      xs[1],      xs[2],      xs[3],      ys[1],      ys[2],
          numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5]};
}

ffi::Error pool(ffi::ThreadPool threads, Images x, ImagesOut y, PlacesOut place,
                Numbers numbers) {
  kernels().max_pool(pool_of(threads), shape_of(x, *y, numbers), x.typed_data(),
                     y->typed_data(), place->typed_data());
  return ffi::Error::Success();
}

ffi::Error take(ffi::ThreadPool threads, Images t, Places place, ImagesOut y,
                Numbers numbers) {
  kernels().pool_take(pool_of(threads), shape_of(t, *y, numbers), t.typed_data(),
                      place.typed_data(), y->typed_data());
  return ffi::Error::Success();
}

ffi::Error put(ffi::ThreadPool threads, Images dy, Places place, ImagesOut dx,
               Numbers numbers) {
  kernels().pool_put(pool_of(threads), shape_of(*dx, dy, numbers), dy.typed_data(),
                     place.typed_data(), dx->typed_data());
  return ffi::Error::Success();
}

}  // namespace
}  // namespace tengen

XLA_FFI_DEFINE_HANDLER_SYMBOL(tengen_max_pool, tengen::pool,
                              xla::ffi::Ffi::Bind()
                                  .Ctx<xla::ffi::ThreadPool>()
                                  .Arg<tengen::Images>()
                                  .Ret<tengen::Images>()
                                  .Ret<tengen::Places>()
                                  .Attr<tengen::Numbers>("numbers"));
XLA_FFI_DEFINE_HANDLER_SYMBOL(tengen_pool_take, tengen::take,
                              xla::ffi::Ffi::Bind()
                                  .Ctx<xla::ffi::ThreadPool>()
                                  .Arg<tengen::Images>()
                                  .Arg<tengen::Places>()
                                  .Ret<tengen::Images>()
                                  .Attr<tengen::Numbers>("numbers"));
XLA_FFI_DEFINE_HANDLER_SYMBOL(tengen_pool_put, tengen::put,
                              xla::ffi::Ffi::Bind()
                                  .Ctx<xla::ffi::ThreadPool>()
                                  .Arg<tengen::Images>()
                                  .Arg<tengen::Places>()
                                  .Ret<tengen::Images>()
                                  .Attr<tengen::Numbers>("numbers"));
