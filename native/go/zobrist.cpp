#include "go/zobrist.h"

#include <memory>
#include <mutex>

namespace tengen::go {
namespace {

std::unique_ptr<ZobristKeys> make_keys(int size) {
  auto keys = std::make_unique<ZobristKeys>();
  SplitMix random{0x7E46E7};
  for (auto& colour : keys->stones) colour.fill(0);
  for (int row = 0; row < kLargestSize; ++row)
    for (int column = 0; column < kLargestSize; ++column)
      for (auto& colour : keys->stones) {
        std::uint64_t key = random.next();
        if (row < size && column < size) colour[row * size + column] = key;
      }
  keys->white_to_move = random.next();
  return keys;
}

}  // namespace

const ZobristKeys& zobrist(int size) {
  static std::array<std::once_flag, kLargestSize + 1> made;
  static std::array<std::unique_ptr<ZobristKeys>, kLargestSize + 1> tables;
  std::call_once(made[size], [&] { tables[size] = make_keys(size); });
  return *tables[size];
}

}  // namespace tengen::go
