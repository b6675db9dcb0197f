// Spreads the words of `planes.h` out as floats or bytes.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>

#include "go/planes.h"
#include "go/symmetry.h"

namespace tengen::go {

// Four bits at a time: `of[bits][i]` is bit i as a number.
template <class Element>
struct Nibbles {
  constexpr Nibbles() {
    for (int bits = 0; bits < 16; ++bits)
      for (int i = 0; i < 4; ++i) of[bits][i] = static_cast<Element>(bits >> i & 1);
  }
  Element of[16][4]{};
};

// For each symmetry, the point that comes to lie on a point.
class SymmetrySources {
 public:
  explicit SymmetrySources(int size) {
    for (int k = 0; k < 8; ++k)
      for (int point = 0; point < size * size; ++point)
        sources_[k][symmetric(point, size, k)] = static_cast<Point>(point);
  }
  const Point* operator[](int k) const { return sources_[k].data(); }

 private:
  std::array<std::array<Point, kLargestSize * kLargestSize>, 8> sources_;
};

// Made when first asked for. Safe from several threads.
const SymmetrySources& symmetry_sources(int size);

// Fill `points * planes` elements; point q gets the bits of point sources[q].
template <class Element>
void write_planes(const std::uint64_t* bits, int points, int planes,
                  const Point* sources, Element* out) {
  static constexpr Nibbles<Element> kNibbles;
  // Whole nibbles reach into the next point, which is written afterwards.
  for (int point = 0; point + 1 < points; ++point, out += planes) {
    std::uint64_t word = bits[sources[point]];
    for (int first = 0; first < planes; first += 4)
      std::memcpy(out + first, kNibbles.of[word >> first & 15], sizeof kNibbles.of[0]);
  }
  std::uint64_t word = bits[sources[points - 1]];
  for (int i = 0; i < planes; ++i) out[i] = static_cast<Element>(word >> i & 1);
}

}  // namespace tengen::go
