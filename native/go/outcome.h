// What a finished game is worth to the player whose turn it would be.
#pragma once

#include <cmath>

#include "go/board.h"

namespace tengen::go {

// Black's points minus White's: stones, and empty regions that reach one colour only.
template <int kWords>
int area_of(const Board<kWords>& board) {
  PointSet<kWords> seen;
  std::array<Point, Board<kWords>::kMaxPoints> region;
  int black_ahead = 0;
  auto sign = [](bool black, bool white) { return static_cast<int>(black) - white; };
  for (int point = 0; point < board.points(); ++point) {
    if (board.at(point) != kEmpty)
      black_ahead += sign(board.at(point) == kBlack, board.at(point) == kWhite);
    if (board.at(point) != kEmpty || seen.has(point)) continue;
    std::array<bool, 4> meets{};
    int count = 0;
    region[count++] = static_cast<Point>(point);
    seen.add(point);
    for (int i = 0; i < count; ++i)
      for (Point next : board.tables().neighbours[region[i]]) {
        meets[board.at(next)] = true;
        if (board.at(next) != kEmpty || seen.has(next)) continue;
        seen.add(next);
        region[count++] = next;
      }
    black_ahead += count * sign(meets[kBlack], meets[kWhite]);
  }
  return black_ahead;
}

struct Outcome {
  double komi = 7.5;
  // The share of the value that grows with the points won: a player who is sure to win
  // (or to lose) then still sees which moves are good. 0 for the result and nothing else.
  double score_weight = 0;

  // `black_ahead`: Black's area minus White's, before komi. 0.5 is a draw.
  double of(int black_ahead, Colour player, int size) const {
    double ahead = black_ahead - komi;
    if (player == kWhite) ahead = -ahead;
    double won = ahead > 0 ? 1.0 : ahead < 0 ? 0.0 : 0.5;
    double points = 1 / (1 + std::exp(-ahead / size));
    return (1 - score_weight) * won + score_weight * points;
  }

  template <int kWords>
  double of(const Board<kWords>& board) const {  // counted as it stands, nothing is dead
    return of(area_of(board), board.to_play(), board.size());
  }
};

}  // namespace tengen::go
