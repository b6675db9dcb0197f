// The kernels as their callers see them: one struct of arguments each, and one table of
// functions per instruction set. Arrays are dense, images are (N, H, W, C).
#pragma once

#include <cstdint>

#include "pool.h"

namespace tengen {

struct TakeRows {  // out[i] = x[indices[i]], rows of row_bytes
  const char* x;
  const int32_t* indices;
  char* out;
  int64_t rows;   // of x
  int64_t count;  // of indices and out
  int64_t row_bytes;
};

// A convolution y = x * w with window (kh, kw), of which a kernel reads two arrays and
// writes the third. w is (kh, kw, c / groups, k).
struct Conv {
  int64_t n, h, w, c;      // x
  int64_t oh, ow, k;       // y
  int64_t kh, kw, groups;
  int64_t stride_h, stride_w, dilation_h, dilation_w;
  int64_t pad_top, pad_left;
};

enum class Activation : int64_t { linear, relu, swish };

struct Epilogue {
  const float* bias;  // (k), or null
  Activation activation;
};

struct ChannelSums {  // over the rows of (rows, c)
  int64_t rows, c;
};

struct Pooling {  // windows of (kh, kw) over x (n, h, w, c) to y (n, oh, ow, c)
  int64_t n, h, w, c;
  int64_t oh, ow;
  int64_t kh, kw;
  int64_t stride_h, stride_w;
  int64_t pad_top, pad_left;
};

struct Lstm {  // units a multiple of 4
  int64_t steps, n, units;
};

struct Kernels {
  const char* name;
  void (*conv)(const Pool&, const Conv&, const float* x, const float* w, float* y,
               const Epilogue&);
  void (*conv_input_gradient)(const Pool&, const Conv&, const float* dy, const float* w,
                              float* dx);
  void (*conv_weight_gradient)(const Pool&, const Conv&, const float* x,
                               const float* dy, float* dw);
  // A convolution of 3x3 with stride 1 in two parts; u: (36, c, k in whole 16s), the
  // columns behind k undefined.
  void (*winograd_filters)(const Pool&, const Conv&, const float* w, float* u);
  void (*winograd_product)(const Pool&, const Conv&, const float* x, const float* u,
                           float* y, const Epilogue&);
  // moments: (2, c), mean and variance. dots: (2, c), sums of t and t * (x - mean).
  void (*channel_moments)(const Pool&, const ChannelSums&, const float* x,
                          float* moments);
  void (*channel_dots)(const Pool&, const ChannelSums&, const float* t, const float* x,
                       const float* mean, float* dots);
  // place: which point of the window, row by row; at most 256 points.
  void (*max_pool)(const Pool&, const Pooling&, const float* x, float* y,
                   uint8_t* place);
  void (*pool_take)(const Pool&, const Pooling&, const float* t, const uint8_t* place,
                    float* y);
  void (*pool_put)(const Pool&, const Pooling&, const float* dy, const uint8_t* place,
                   float* dx);
  void (*take_rows)(const Pool&, const TakeRows&);
  // projected, gates: (steps, n, 4 units) in the order i, f, g, o; kernel: (units,
  // 4 units); h, c: (steps, n, units); h0, c0: (n, units); seen: (steps, n), or null.
  void (*lstm)(const Pool&, const Lstm&, const float* projected, const float* kernel,
               const float* h0, const float* c0, const float* seen, float* h, float* c,
               float* gates);
  // Derivatives by the gates' sums and by h0 and c0, from dh (steps, n, units) by h and
  // dc (n, units) by the last c.
  void (*lstm_gradient)(const Pool&, const Lstm&, const float* dh, const float* dc,
                        const float* gates, const float* c, const float* c0,
                        const float* kernel, const float* seen, float* dgates,
                        float* dh0, float* dc0);
};

// The best table for this processor; TENGEN_ISA=portable|avx2|avx512 lowers the choice.
const Kernels& kernels();

}  // namespace tengen
