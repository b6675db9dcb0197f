// Zobrist keys: one 64-bit number per colour and point, the same on every machine.
#pragma once

#include <array>
#include <cstdint>

#include "go/points.h"

namespace tengen::go {

// SplitMix64 (Steele, Lea, Flood 2014): also the small generator of this room.
struct SplitMix {
  std::uint64_t state;
  std::uint64_t next() {
    std::uint64_t z = state += 0x9E3779B97F4A7C15u;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
  }
  // A number from 0 to count - 1, all equally likely but for one part in 2^32 / count.
  int below(int count) {
    return static_cast<int>((next() >> 32) * static_cast<std::uint64_t>(count) >> 32);
  }
};

struct ZobristKeys {
  // By colour - 1 and point. A point's key depends on row and column, not on the size.
  std::array<std::array<std::uint64_t, kLargestSize * kLargestSize>, 2> stones;
  std::uint64_t white_to_move;
};

// The keys of a board of this size, made when first asked for.
const ZobristKeys& zobrist(int size);

}  // namespace tengen::go
