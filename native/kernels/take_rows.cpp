#include "kernels/all.h"
#include "kernels/isa.h"

namespace tengen {
namespace TENGEN_ISA {

void take_rows(const Pool& pool, const TakeRows& a) {
  constexpr int64_t kTaskBytes = 64 << 10;
  int64_t per_task = most(1, kTaskBytes / most(1, a.row_bytes));
  parallel_for(pool, ceil_div(a.count, per_task), [&](int64_t task) {
    int64_t end = least(a.count, (task + 1) * per_task);
    for (int64_t i = task * per_task; i < end; ++i) {
      int64_t row = a.indices[i];
      if (row < 0) row += a.rows;
      row = most(0, least(row, a.rows - 1));
      std::memcpy(a.out + i * a.row_bytes, a.x + row * a.row_bytes, a.row_bytes);
    }
  });
}

}  // namespace TENGEN_ISA
}  // namespace tengen
