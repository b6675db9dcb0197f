// All moves as first: what a random game tells about every move that occurs in it.
//
// A game that goes through a node counts for each edge of the node whose player later
// plays the edge's move, as if it had been played at once (Gelly and Silver 2007,
// "Combining online and offline knowledge in UCT"). It is a rough word on moves that
// have hardly been tried; `edge_value` (go/puct.h) believes it less and less.
#pragma once

#include <array>

#include "go/backup.h"
#include "go/board.h"

namespace tengen::go {

// Who played first at each point, from somewhere in a game to its end.
template <int kWords>
using FirstPlayers = std::array<std::uint8_t, Board<kWords>::kMaxPoints + 1>;

// Count a game for all nodes along a path. `first` is that of the game behind the leaf,
// `value` what it was worth to the leaf's player. Passes are not counted: that a game
// ends with them says nothing about passing now.
template <int kWords>
void credit_moves(Tree& tree, NodeIndex leaf, const Path& path, Colour player,
                  double value, FirstPlayers<kWords>& first, Point pass) {
  auto credit = [&](NodeIndex index) {
    first[pass] = kEmpty;
    Edge* edges = tree.edges(index);
    for (int i = 0; i < tree.node(index).edge_count; ++i)
      if (first[edges[i].move] == player) {
        ++edges[i].amaf_visits;
        edges[i].amaf_sum += static_cast<float>(value);
      }
  };
  credit(leaf);
  for (auto step = path.rbegin(); step != path.rend(); ++step) {
    player = opponent(player);
    value = 1 - value;
    first[tree.edge(step->node, step->edge).move] = player;
    credit(step->node);
  }
}

}  // namespace tengen::go
