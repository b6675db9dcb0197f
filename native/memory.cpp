#include "memory.h"

#include <climits>
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
  // Buffers above 32 MiB would be mapped afresh each time, page by page, whatever the
  // threshold, and so would large ones of threads with arenas of their own. So nothing
  // is mapped, all threads share the one heap, and its free end is kept up to 2 GiB.
  mallopt(M_MMAP_MAX, 0);
  mallopt(M_ARENA_MAX, 1);
  mallopt(M_TRIM_THRESHOLD, INT_MAX);
  mallopt(M_TOP_PAD, 16 << 20);
#endif
}

}  // namespace tengen
