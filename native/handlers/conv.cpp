#include "handlers/handlers.h"
#include "kernels.h"

namespace tengen {
namespace {

namespace ffi = xla::ffi;
using Floats = ffi::Buffer<ffi::F32, 4>;
using Cube = ffi::Buffer<ffi::F32, 3>;
using Vector = ffi::Buffer<ffi::F32, 1>;
using Result = ffi::Result<Floats>;
using Numbers = ffi::Span<const int64_t>;

// The shape of a convolution from its three arrays; numbers are strides, dilation, low
// pads (two each) and groups.
template <typename X, typename W, typename Y>
Conv shape_of(const X& x, const W& w, const Y& y, Numbers numbers) {
  auto xs = x.dimensions(), ws = w.dimensions(), ys = y.dimensions();
  Conv s{};
  s.n = xs[0], s.h = xs[1], s.w = xs[2], s.c = xs[3];
  s.oh = ys[1], s.ow = ys[2], s.k = ys[3];
  s.kh = ws[0], s.kw = ws[1];
  s.stride_h = numbers[0], s.stride_w = numbers[1];
  s.dilation_h = numbers[2], s.dilation_w = numbers[3];
  s.pad_top = numbers[4], s.pad_left = numbers[5];
  s.groups = numbers[6];
  return s;
}

ffi::Error forward(ffi::ThreadPool threads, Floats x, Floats w, Result y,
                   Numbers numbers) {
  kernels().conv(pool_of(threads), shape_of(x, w, *y, numbers), x.typed_data(),
                 w.typed_data(), y->typed_data(), {nullptr, Activation::linear});
  return ffi::Error::Success();
}

ffi::Error forward_bias(ffi::ThreadPool threads, Floats x, Floats w,
                        Vector bias, Result y, Numbers numbers,
                        int64_t activation) {
  Epilogue epilogue{bias.typed_data(), static_cast<Activation>(activation)};
  kernels().conv(pool_of(threads), shape_of(x, w, *y, numbers), x.typed_data(),
                 w.typed_data(), y->typed_data(), epilogue);
  return ffi::Error::Success();
}

// The filters (3, 3, C, K) of a convolution, transformed.
ffi::Error filters(ffi::ThreadPool threads, Floats w, ffi::Result<Cube> u) {
  auto ws = w.dimensions();
  Conv s{};
  s.kh = ws[0], s.kw = ws[1], s.c = ws[2], s.k = ws[3];
  kernels().winograd_filters(pool_of(threads), s, w.typed_data(), u->typed_data());
  return ffi::Error::Success();
}

// A convolution of 3x3 with stride 1 from transformed filters.
ffi::Error product(ffi::ThreadPool threads, Floats x, Cube u, Vector bias, Result y,
                   int64_t pad_top, int64_t pad_left, int64_t activation) {
  auto xs = x.dimensions(), ys = y->dimensions();
  Conv s{};
  s.n = xs[0], s.h = xs[1], s.w = xs[2], s.c = xs[3];
  s.oh = ys[1], s.ow = ys[2], s.k = ys[3];
  s.kh = s.kw = 3, s.groups = 1;
  s.stride_h = s.stride_w = s.dilation_h = s.dilation_w = 1;
  s.pad_top = pad_top, s.pad_left = pad_left;
  Epilogue epilogue{bias.typed_data(), static_cast<Activation>(activation)};
  kernels().winograd_product(pool_of(threads), s, x.typed_data(), u.typed_data(),
                             y->typed_data(), epilogue);
  return ffi::Error::Success();
}

ffi::Error input_gradient(ffi::ThreadPool threads, Floats dy, Floats w, Result dx,
                          Numbers numbers) {
  kernels().conv_input_gradient(pool_of(threads), shape_of(*dx, w, dy, numbers),
                                dy.typed_data(), w.typed_data(), dx->typed_data());
  return ffi::Error::Success();
}

ffi::Error weight_gradient(ffi::ThreadPool threads, Floats x, Floats dy, Result dw,
                           Numbers numbers) {
  kernels().conv_weight_gradient(pool_of(threads), shape_of(x, *dw, dy, numbers),
                                 x.typed_data(), dy.typed_data(), dw->typed_data());
  return ffi::Error::Success();
}

}  // namespace
}  // namespace tengen

#define TENGEN_TWO_TO_ONE           \
  xla::ffi::Ffi::Bind()             \
      .Ctx<xla::ffi::ThreadPool>()  \
      .Arg<tengen::Floats>()        \
      .Arg<tengen::Floats>()        \
      .Ret<tengen::Floats>()        \
      .Attr<tengen::Numbers>("numbers")

XLA_FFI_DEFINE_HANDLER_SYMBOL(tengen_conv, tengen::forward, TENGEN_TWO_TO_ONE);
XLA_FFI_DEFINE_HANDLER_SYMBOL(tengen_conv_input_gradient, tengen::input_gradient,
                              TENGEN_TWO_TO_ONE);
XLA_FFI_DEFINE_HANDLER_SYMBOL(tengen_conv_weight_gradient, tengen::weight_gradient,
                              TENGEN_TWO_TO_ONE);
XLA_FFI_DEFINE_HANDLER_SYMBOL(tengen_conv_bias, tengen::forward_bias,
                              xla::ffi::Ffi::Bind()
                                  .Ctx<xla::ffi::ThreadPool>()
                                  .Arg<tengen::Floats>()
                                  .Arg<tengen::Floats>()
                                  .Arg<tengen::Vector>()
                                  .Ret<tengen::Floats>()
                                  .Attr<tengen::Numbers>("numbers")
                                  .Attr<int64_t>("activation"));
XLA_FFI_DEFINE_HANDLER_SYMBOL(tengen_winograd_filters, tengen::filters,
                              xla::ffi::Ffi::Bind()
                                  .Ctx<xla::ffi::ThreadPool>()
                                  .Arg<tengen::Floats>()
                                  .Ret<tengen::Cube>());
XLA_FFI_DEFINE_HANDLER_SYMBOL(tengen_winograd_product, tengen::product,
                              xla::ffi::Ffi::Bind()
                                  .Ctx<xla::ffi::ThreadPool>()
                                  .Arg<tengen::Floats>()
                                  .Arg<tengen::Cube>()
                                  .Arg<tengen::Vector>()
                                  .Ret<tengen::Floats>()
                                  .Attr<int64_t>("pad_top")
                                  .Attr<int64_t>("pad_left")
                                  .Attr<int64_t>("activation"));
