// Counting all positions that moves lead to: a check of the rules as a whole.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "go/board.h"

namespace tengen::go {

// How many positions moves of either colour reach from the empty board, by the rules
// without superko. For small boards: memory is 3^(size * size) bits, 5 MB for 4x4.
template <int kWords>
std::uint64_t count_positions(int size) {
  using Position = Board<kWords>;
  const Position nothing(size, {Ko::kSimple, false});
  const int points = nothing.points();
  std::vector<std::uint32_t> weight(points);  // a position is a number to the base 3
  std::uint32_t all = 1;
  for (auto& each : weight) {
    each = all;
    all *= 3;
  }
  std::vector<bool> seen(all);
  std::vector<std::uint32_t> waiting{0};
  seen[0] = true;
  std::uint64_t count = 0;
  std::array<std::uint8_t, Position::kMaxPoints> colours{};
  Position here = nothing;
  while (!waiting.empty()) {
    std::uint32_t rest = waiting.back();
    waiting.pop_back();
    ++count;
    for (int point = 0; point < points; ++point, rest /= 3) colours[point] = rest % 3;
    here.set_stones(colours.data());
    for (Colour colour : {kBlack, kWhite})
      here.empty().for_each([&](Point point) {
        if (!here.is_legal(point, colour)) return;
        Position there = here;
        there.play(point, colour);
        std::uint32_t number = 0;
        for (int each = 0; each < points; ++each) number += there.at(each) * weight[each];
        if (seen[number]) return;
        seen[number] = true;
        waiting.push_back(number);
      });
  }
  return count;
}

}  // namespace tengen::go
