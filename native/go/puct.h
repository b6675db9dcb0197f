// Which edge a descent follows: PUCT, and what stands for edges never tried.
//
//   score(a) = Q(a) + c P(a) sqrt(N) / (1 + n(a))
//
// (Silver et al. 2017, "Methods", with N the visits of the node, its own evaluation
// among them.) Q is a probability of winning in [0, 1]; for values in [-1, 1] the same
// search has twice the constant c.
#pragma once

#include <cmath>

#include "go/tree.h"

namespace tengen::go {

// What a descent counts for while its value is not known. A mean: one more visit with
// the value of those before (Cazenave 2021, "Batch Monte Carlo Tree Search"). A loss:
// one more visit, lost (Chaslot et al. 2008).
enum class Virtual : std::uint8_t { kMean, kLoss };

struct PuctOptions {
  double c_puct = 0.7;
  // A move never tried is taken to be worth the node's mean, less this times the root
  // of the probability of all moves that were tried.
  double fpu_reduction = 0.1;
  Virtual pending = Virtual::kMean;
  // All moves as first (go/amaf.h) have the weight sqrt(k / (3 N + k)) in the values of
  // a node with N visits (Gelly and Silver 2011); this is k, 0 for none.
  double amaf = 0;
};

inline double untried_value(const Tree& tree, NodeIndex index, const PuctOptions& how) {
  const Node& node = tree.node(index);
  const Edge* edges = tree.edges(index);
  double tried = 0;
  for (int i = 0; i < node.edge_count; ++i)
    if (edges[i].visits) tried += edges[i].prior;
  return node.mean() - how.fpu_reduction * std::sqrt(tried);
}

// `amaf`: how far all moves as first are believed at this node.
inline double edge_value(const Edge& edge, double untried, double amaf,
                         const PuctOptions& how) {
  if (amaf > 0 && edge.amaf_visits) {
    double as_first = edge.amaf_sum / edge.amaf_visits;
    return edge.visits ? (1 - amaf) * edge.mean() + amaf * as_first : as_first;
  }
  if (how.pending == Virtual::kLoss && edge.pending)
    return edge.value_sum / (edge.visits + edge.pending);
  return edge.visits ? edge.mean() : untried;
}

// The edge with the highest score, the first of equals. The node has edges.
inline int best_edge(const Tree& tree, NodeIndex index, const PuctOptions& how) {
  const Node& node = tree.node(index);
  const Edge* edges = tree.edges(index);
  int visits = node.visits;
  for (int i = 0; i < node.edge_count; ++i) visits += edges[i].pending;
  double width = how.c_puct * std::sqrt(static_cast<double>(visits));
  double untried = untried_value(tree, index, how);
  double amaf = how.amaf > 0 ? std::sqrt(how.amaf / (3 * visits + how.amaf)) : 0;
  int best = 0;
  double best_score = -1e30;
  for (int i = 0; i < node.edge_count; ++i) {
    const Edge& edge = edges[i];
    double score = edge_value(edge, untried, amaf, how) +
                   width * edge.prior / (1 + edge.visits + edge.pending);
    if (score > best_score) {
      best_score = score;
      best = i;
    }
  }
  return best;
}

}  // namespace tengen::go
