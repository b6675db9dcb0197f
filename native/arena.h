// Workspace that stays: per thread and slot one buffer that only ever grows.
#pragma once

#include <cstddef>

namespace tengen {

// Slots of one thread are independent; a second request for a slot replaces the first.
enum Slot { kShared, kShared2, kShared3, kTask, kTask2, kTask3, kSlots };

// At least `bytes` of memory, aligned to 64 bytes, contents undefined.
void* workspace(Slot slot, size_t bytes);

inline float* floats(Slot slot, size_t count) {
  return static_cast<float*>(workspace(slot, count * sizeof(float)));
}

}  // namespace tengen
