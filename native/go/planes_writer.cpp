#include "go/planes_writer.h"

#include <memory>
#include <mutex>

namespace tengen::go {

const SymmetrySources& symmetry_sources(int size) {
  static std::array<std::once_flag, kLargestSize + 1> made;
  static std::array<std::unique_ptr<SymmetrySources>, kLargestSize + 1> tables;
  std::call_once(made[size],
                 [&] { tables[size] = std::make_unique<SymmetrySources>(size); });
  return *tables[size];
}

}  // namespace tengen::go
