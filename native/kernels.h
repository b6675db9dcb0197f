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

struct Kernels {
  const char* name;
  void (*take_rows)(const Pool&, const TakeRows&);
};

// The best table for this processor; TENGEN_ISA=portable|avx2|avx512 lowers the choice.
const Kernels& kernels();

}  // namespace tengen
