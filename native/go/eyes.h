// The small eyes that a random player does not fill.
#pragma once

#include "go/board.h"

namespace tengen::go {

// Whether an empty point is an eye of `colour` as far as one point can tell: all its
// neighbours are stones of that colour, and the opponent holds at most one of its
// diagonals, none of them at the edge (Bouzy and Helmstetter 2003, section 2.2.2).
// A false eye may pass for a true one and the other way round; games end all the same.
template <class Stones>
bool is_own_eye(const Stones& board, int point, Colour colour) {
  const Geometry& tables = board.tables();
  for (Point next : tables.neighbours[point]) {
    Colour there = board.at(next);
    if (there != colour && there != kOffBoard) return false;
  }
  int against = 0;
  for (Point diagonal : tables.diagonals[point])
    against += board.at(diagonal) == opponent(colour);
  return against + (tables.neighbour_count[point] < 4) < 2;
}

}  // namespace tengen::go
