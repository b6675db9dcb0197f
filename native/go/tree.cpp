#include "go/tree.h"

#include <algorithm>

namespace tengen::go {

void Tree::clear() {
  nodes_.assign(1, Node{});
  edges_.clear();
}

NodeIndex Tree::child(NodeIndex index, int which) {
  Edge& edge = this->edge(index, which);
  if (edge.child == kNoNode) {
    edge.child = static_cast<NodeIndex>(nodes_.size());
    nodes_.emplace_back();
  }
  return edge.child;
}

void Tree::set_edges(NodeIndex index, const std::vector<Candidate>& candidates) {
  Node& node = nodes_[index];
  node.first_edge = static_cast<std::int32_t>(edges_.size());
  node.edge_count = static_cast<std::int16_t>(candidates.size());
  for (const Candidate& candidate : candidates) {
    Edge edge;
    edge.move = candidate.move;
    edge.prior = candidate.prior;
    edges_.push_back(edge);
  }
}

void Tree::replace_edges(NodeIndex index, const std::vector<Candidate>& candidates) {
  std::vector<Edge> before(edges(index), edges(index) + nodes_[index].edge_count);
  set_edges(index, candidates);
  Node& node = nodes_[index];
  node.visits = 1;
  node.value_sum = node.value;
  for (int i = 0; i < node.edge_count; ++i) {
    Edge& edge = this->edge(index, i);
    for (const Edge& old : before) {
      if (old.move != edge.move) continue;
      float prior = edge.prior;
      edge = old;
      edge.prior = prior;
      node.visits += edge.visits;
      node.value_sum += edge.value_sum;
    }
  }
}

void Tree::advance(int which) {
  NodeIndex kept = edge(root(), which).child;
  if (kept == kNoNode) return clear();
  // Copied breadth first: a node's place in `order` is its new index.
  std::vector<NodeIndex> order{kept};
  std::vector<Node> nodes;
  std::vector<Edge> kept_edges;
  for (std::size_t next = 0; next < order.size(); ++next) {
    Node node = nodes_[order[next]];
    const Edge* old = edges(order[next]);
    node.first_edge = static_cast<std::int32_t>(kept_edges.size());
    for (int i = 0; i < node.edge_count; ++i) {
      Edge edge = old[i];
      if (edge.child != kNoNode) {
        order.push_back(edge.child);
        edge.child = static_cast<NodeIndex>(order.size() - 1);
      }
      kept_edges.push_back(edge);
    }
    nodes.push_back(node);
  }
  nodes_ = std::move(nodes);
  edges_ = std::move(kept_edges);
}

}  // namespace tengen::go
