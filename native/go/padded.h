// Boards with a border, for loops that shall not ask where the edge is.
#pragma once

#include <array>
#include <cstdint>

#include "go/points.h"

namespace tengen::go {

// A point of a board with a row above and below it and one column between the rows that
// is left of one and right of the other. Vertex 0 is off the board.
using Vertex = std::uint16_t;

constexpr int padded_vertices(int size) { return (size + 2) * (size + 1) + 1; }

struct PaddedTable {
  explicit PaddedTable(int size);

  static constexpr int kVertices = padded_vertices(kLargestSize);
  int size, points, stride;
  std::array<Vertex, kLargestSize * kLargestSize> vertex_of;
  std::array<Point, kVertices> point_of;  // `points` off the board
  std::array<std::uint8_t, kVertices> at_edge;
  std::array<std::uint8_t, kVertices> off;  // neighbours off the board
  std::array<std::uint16_t, kVertices> around;  // as in `Playout`, of the empty board
  std::array<std::array<std::uint64_t, kVertices>, 2> keys;  // as in `ZobristKeys`
  std::uint64_t white_to_move;
};

// The table of one size, made when first asked for. Safe from several threads.
const PaddedTable& padded_table(int size);

}  // namespace tengen::go
