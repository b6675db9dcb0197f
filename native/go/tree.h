// The store of a search tree: nodes and edges in two arenas, named by their indices.
//
// Statistics live in the edges, where the selection reads them, one after the other.
// Every value is a probability of winning in [0, 1]: an edge's for the player who moves
// along it, a node's for the player whose turn it is there.
#pragma once

#include <cstdint>
#include <vector>

#include "go/points.h"

namespace tengen::go {

using NodeIndex = std::int32_t;
constexpr NodeIndex kNoNode = -1;

struct Edge {
  double value_sum = 0;
  float prior = 0;
  std::int32_t visits = 0;
  NodeIndex child = kNoNode;
  Point move = 0;
  std::int16_t pending = 0;  // descents whose value is not known yet
  float amaf_sum = 0;        // see go/amaf.h
  std::int32_t amaf_visits = 0;

  double mean() const { return value_sum / visits; }
};

enum class NodeState : std::uint8_t { kNew, kAwaited, kExpanded, kTerminal };

struct Node {
  double value_sum = 0;  // of its own evaluation and all that came back through it
  std::int32_t first_edge = 0;
  std::int32_t visits = 0;  // evaluations that came back: its own and its edges'
  std::int16_t edge_count = 0;
  NodeState state = NodeState::kNew;
  float value = 0;  // its own evaluation, or what the end of the game is worth

  double mean() const { return value_sum / visits; }
};

struct Candidate {
  Point move;
  float prior;
};

class Tree {
 public:
  Tree() { clear(); }

  static constexpr NodeIndex root() { return 0; }
  void clear();

  Node& node(NodeIndex index) { return nodes_[index]; }
  const Node& node(NodeIndex index) const { return nodes_[index]; }
  Edge* edges(NodeIndex index) { return edges_.data() + nodes_[index].first_edge; }
  const Edge* edges(NodeIndex index) const {
    return edges_.data() + nodes_[index].first_edge;
  }
  Edge& edge(NodeIndex index, int which) { return edges(index)[which]; }
  std::size_t size() const { return nodes_.size(); }

  // The child behind an edge, made when it is first asked for.
  NodeIndex child(NodeIndex index, int which);

  // Give a node its edges; what edges it had are forgotten.
  void set_edges(NodeIndex index, const std::vector<Candidate>& candidates);

  // Let a node's edges be those to these moves, which keep their statistics and children.
  void replace_edges(NodeIndex index, const std::vector<Candidate>& candidates);

  // The node behind an edge of the root becomes the root, all beside it is dropped.
  void advance(int which);

 private:
  std::vector<Node> nodes_;
  std::vector<Edge> edges_;
};

}  // namespace tengen::go
