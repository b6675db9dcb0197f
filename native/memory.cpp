#include "memory.h"

#include <cstdlib>
#include <cstring>

#if defined(__GLIBC__)
#include <malloc.h>
#endif

namespace tengen {

void keep_large_buffers() {
  const char* choice = std::getenv("TENGEN_MALLOC");
  if (choice != nullptr && std::strcmp(choice, "system") == 0) return;
#if defined(__GLIBC__)
  // 32 MiB is the largest threshold that glibc accepts; above it every buffer would be
  // mapped afresh, page by page, so mapping is switched off for all sizes.
  mallopt(M_MMAP_THRESHOLD, 32 << 20);
  mallopt(M_MMAP_MAX, 0);
  mallopt(M_TRIM_THRESHOLD, 1 << 30);
  mallopt(M_TOP_PAD, 16 << 20);
#endif
}

}  // namespace tengen
