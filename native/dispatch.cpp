#include <cstdlib>
#include <cstring>

#include "kernels.h"

namespace tengen {

namespace portable {
extern const Kernels table;
}
#if defined(TENGEN_HAS_avx2)
namespace avx2 {
extern const Kernels table;
}
#endif
#if defined(TENGEN_HAS_avx512)
namespace avx512 {
extern const Kernels table;
}
#endif

namespace {

bool allowed(const char* name) {
  const char* choice = std::getenv("TENGEN_ISA");
  if (choice == nullptr || std::strcmp(choice, "avx512") == 0) return true;
  if (std::strcmp(choice, "avx2") == 0) return std::strcmp(name, "avx512") != 0;
  return false;
}

const Kernels* choose() {
#if defined(TENGEN_HAS_avx512)
  if (allowed("avx512") && __builtin_cpu_supports("avx512f") &&
      __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("avx512vl")) {
    return &avx512::table;
  }
#endif
#if defined(TENGEN_HAS_avx2)
  if (allowed("avx2") && __builtin_cpu_supports("avx2") &&
      __builtin_cpu_supports("fma")) {
    return &avx2::table;
  }
#endif
  return &portable::table;
}

}  // namespace

const Kernels& kernels() {
  static const Kernels* chosen = choose();
  return *chosen;
}

}  // namespace tengen
