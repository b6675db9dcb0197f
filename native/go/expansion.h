// Which moves a node of the tree gets, and how probable they are before the search.
#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

#include "go/board.h"
#include "go/eyes.h"
#include "go/tree.h"

namespace tengen::go {

// A network without an output for passing says nothing about it: then a pass is thought
// of after a pass (two end the game), where few moves remain, and at the root.
template <int kWords>
bool thinks_of_passing(const Board<kWords>& board, std::size_t moves, bool is_root) {
  return is_root || board.passes_in_a_row() > 0 ||
         moves <= static_cast<std::size_t>(board.size());
}

// Legal moves that do not fill an eye of one's own, with the policy's probabilities made
// to sum to one. `policy` holds `points + 1` numbers of which the last, for passing, may
// be NaN: then a pass gets an equal share, and at least a tenth after a pass.
template <int kWords>
void list_candidates(const Board<kWords>& board, const float* policy, bool is_root,
                     std::vector<Candidate>& moves) {
  moves.clear();
  Colour player = board.to_play();
  float total = 0;
  board.empty().for_each([&](Point point) {
    if (is_own_eye(board, point, player) || !board.is_legal(point, player)) return;
    moves.push_back({point, std::max(policy[point], 0.0f)});
    total += moves.back().prior;
  });
  std::size_t stones = moves.size();
  float pass = policy[board.pass()];
  bool knows_pass = !std::isnan(pass);
  if (knows_pass) {
    moves.push_back({board.pass(), std::max(pass, 0.0f)});
    total += moves.back().prior;
  }
  if (total > 1e-12f)
    for (Candidate& move : moves) move.prior /= total;
  else
    for (Candidate& move : moves) move.prior = 1.0f / moves.size();
  if (knows_pass || !thinks_of_passing(board, stones, is_root)) return;
  float share = 1.0f / (stones + 1);
  if (board.passes_in_a_row() > 0) share = std::max(share, 0.1f);
  for (Candidate& move : moves) move.prior *= 1 - share;
  moves.push_back({board.pass(), share});
}

}  // namespace tengen::go
