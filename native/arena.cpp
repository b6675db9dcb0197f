#include "arena.h"

#include <sys/mman.h>

#include <cstdlib>
#include <new>

namespace tengen {
namespace {

struct Buffer {
  void* data = nullptr;
  size_t size = 0;
  ~Buffer() { std::free(data); }
};

thread_local Buffer buffers[kSlots];

}  // namespace

void* workspace(Slot slot, size_t bytes) {
  Buffer& buffer = buffers[slot];
  if (buffer.size >= bytes) return buffer.data;
  constexpr size_t kHugePage = size_t{2} << 20;
  size_t alignment = bytes >= kHugePage ? kHugePage : 64;
  size_t size = (bytes + bytes / 4 + alignment - 1) / alignment * alignment;
  std::free(buffer.data);
  buffer.data = nullptr;
  buffer.size = 0;
  if (posix_memalign(&buffer.data, alignment, size) != 0) throw std::bad_alloc();
#if defined(MADV_HUGEPAGE)
  if (alignment == kHugePage) madvise(buffer.data, size, MADV_HUGEPAGE);
#endif
  buffer.size = size;
  return buffer.data;
}

}  // namespace tengen
