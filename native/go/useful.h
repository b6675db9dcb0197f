// Moves that can still change the result under area scoring.
#pragma once

#include <vector>

#include "go/alive.h"
#include "go/eyes.h"

namespace tengen::go {

// The parts of `territory` in which a stone of `guest` lies: the count of areas takes
// nothing off the board, so its owner has to capture it.
template <int kWords>
PointSet<kWords> with_guests(const Board<kWords>& board,
                             const PointSet<kWords>& territory, Colour guest) {
  PointSet<kWords> found;
  std::vector<Point> todo;
  auto add = [&](Point point) {
    if (!territory.has(point) || found.has(point)) return;
    found.add(point);
    todo.push_back(point);
  };
  for (int point = 0; point < board.points(); ++point)
    if (territory.has(point) && board.at(point) == guest) add(static_cast<Point>(point));
  while (!todo.empty()) {
    Point point = todo.back();
    todo.pop_back();
    for (Point next : board.tables().neighbours[point])
      if (next != board.pass()) add(next);
  }
  return found;
}

// Legal moves of a player that fill no small eye of his own and lie in nobody's settled
// ground: not in the opponent's, where nothing can live, and in his own only where
// stones have to be captured.
template <int kWords>
PointSet<kWords> useful_moves(const Board<kWords>& board, Colour player) {
  PointSet<kWords> own = unconditionally_alive(board, player).territory;
  PointSet<kWords> theirs = unconditionally_alive(board, opponent(player)).territory;
  PointSet<kWords> to_capture = with_guests(board, own, opponent(player));
  PointSet<kWords> useful;
  board.empty().for_each([&](Point point) {
    if (theirs.has(point) || (own.has(point) && !to_capture.has(point))) return;
    if (is_own_eye(board, point, player) || !board.is_legal(point, player)) return;
    useful.add(point);
  });
  return useful;
}

}  // namespace tengen::go
