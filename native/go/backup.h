// The way of a descent through the tree, and of its value back.
#pragma once

#include <vector>

#include "go/tree.h"

namespace tengen::go {

struct Step {
  NodeIndex node;
  std::int16_t edge;
};
using Path = std::vector<Step>;  // from the root; the leaf is behind the last step

inline void add_pending(Tree& tree, const Path& path, int count) {
  for (const Step& step : path) {
    Edge& edge = tree.edge(step.node, step.edge);
    edge.pending = static_cast<std::int16_t>(edge.pending + count);
  }
}

// Add a value, the leaf's player's probability of winning, to all along the path.
inline void back_up(Tree& tree, NodeIndex leaf, const Path& path, double value) {
  Node& end = tree.node(leaf);
  ++end.visits;
  end.value_sum += value;
  for (auto step = path.rbegin(); step != path.rend(); ++step) {
    value = 1 - value;
    Edge& edge = tree.edge(step->node, step->edge);
    ++edge.visits;
    edge.value_sum += value;
    Node& node = tree.node(step->node);
    ++node.visits;
    node.value_sum += value;
  }
}

}  // namespace tengen::go
