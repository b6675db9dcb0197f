// Moves that can still change the result under area scoring.
#pragma once

#include "go/eyes.h"

namespace tengen::go {

// Legal moves of a player that fill no small eye of his own.
template <int kWords>
PointSet<kWords> useful_moves(const Board<kWords>& board, Colour player) {
  PointSet<kWords> useful;
  board.empty().for_each([&](Point point) {
    if (is_own_eye(board, point, player) || !board.is_legal(point, player)) return;
    useful.add(point);
  });
  return useful;
}

}  // namespace tengen::go
