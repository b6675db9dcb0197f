// The eight symmetries of the board, numbered as golois numbers them.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>

#include "go/board.h"

namespace tengen::go {

// Where symmetry k (0 to 7) takes a point; with n = size - 1, (row, column) goes to
// (r, c), (n-r, c), (r, n-c), (n-r, n-c), (c, r), (n-c, r), (c, n-r), (n-c, n-r).
inline int symmetric(int point, int size, int k) {
  int row = point / size, column = point % size;
  if (k & 4) std::swap(row, column);
  if (k & 1) row = size - 1 - row;
  if (k & 2) column = size - 1 - column;
  return row * size + column;
}

// One number for a position and its seven images: the smallest of their hashes.
template <int kWords>
std::uint64_t canonical_hash(const Board<kWords>& board) {
  const ZobristKeys& keys = zobrist(board.size());
  std::uint64_t smallest = std::numeric_limits<std::uint64_t>::max();
  for (int k = 0; k < 8; ++k) {
    std::uint64_t hash = 0;
    for (int point = 0; point < board.points(); ++point)
      if (board.at(point) != kEmpty)
        hash ^= keys.stones[board.at(point) - 1][symmetric(point, board.size(), k)];
    smallest = std::min(smallest, hash);
  }
  return smallest;
}

}  // namespace tengen::go
