// What a finished game is worth to the player whose turn it would be.
#pragma once

#include <cmath>

#include "go/playout.h"

namespace tengen::go {

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
    return of(Playout(board).area(), board.to_play(), board.size());
  }
};

}  // namespace tengen::go
