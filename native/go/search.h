// A search of one position: a tree, the board at its root, and descents from there.
//
// A descent plays its moves on a copy of the root's board until it comes to a node that
// nobody has evaluated, or to the end of the game. Evaluations come from outside:
// `collect` makes a batch of leaves, `expand` takes what a network says about one of
// them, and `back_up_batch` closes the batch. `search_alone` asks a function instead,
// leaf by leaf.
#pragma once

#include <algorithm>
#include <limits>
#include <utility>
#include <vector>

#include "go/amaf.h"
#include "go/backup.h"
#include "go/clock.h"
#include "go/expansion.h"
#include "go/outcome.h"
#include "go/puct.h"

namespace tengen::go {

struct Limits {
  std::int64_t visits = std::numeric_limits<std::int64_t>::max();  // of the root's edges
  double cpu_deadline = std::numeric_limits<double>::infinity();   // on `cpu_clock`
};

template <int kWords>
struct Leaf {
  Board<kWords> board;
  NodeIndex node;
  Path path;
};

template <int kWords>
class Search {
 public:
  using GoBoard = Board<kWords>;

  // `last`: the move that led to `root`, -1 where there is none.
  Search(GoBoard root, Point last, Outcome outcome, PuctOptions how)
      : root_(std::move(root)), last_(last), outcome_(outcome), how_(how) {}

  const GoBoard& board() const { return root_; }
  const Tree& tree() const { return tree_; }
  const std::vector<Leaf<kWords>>& leaves() const { return leaves_; }
  std::int64_t visits() const { return tree_.node(Tree::root()).visits - 1; }
  Point move(Step step) const { return tree_.edges(step.node)[step.edge].move; }
  bool is_expanded() const {
    return tree_.node(Tree::root()).state == NodeState::kExpanded;
  }

  // Descend until `count` leaves wait for evaluation, `visits` would be passed, or
  // descents only meet leaves that wait already. Ends of games are backed up at once.
  void collect(std::size_t count, std::int64_t visits) {
    leaves_.clear();
    std::size_t in_vain = 0;
    while (leaves_.size() < count && in_vain <= 2 * count &&
           this->visits() + static_cast<std::int64_t>(leaves_.size()) < visits) {
      Leaf<kWords> leaf = descend();
      Node& node = tree_.node(leaf.node);
      if (node.state == NodeState::kTerminal) {
        back_up(tree_, leaf.node, leaf.path, node.value);
        // A batch of ends only would never come back to look at the clock.
        if (++in_vain > count) break;
        continue;
      }
      add_pending(tree_, leaf.path, 1);
      if (node.state == NodeState::kAwaited) {
        ++in_vain;
        met_.push_back(std::move(leaf.path));
        continue;
      }
      node.state = NodeState::kAwaited;
      leaves_.push_back(std::move(leaf));
    }
  }

  // What an evaluator says about leaf `which`: probabilities of `points + 1` moves (see
  // `list_candidates`) and the probability that its player wins.
  void expand(std::size_t which, const float* policy, float value) {
    expand(leaves_[which], policy, value);
  }

  void back_up_batch() {
    for (const Leaf<kWords>& leaf : leaves_) {
      add_pending(tree_, leaf.path, -1);
      back_up(tree_, leaf.node, leaf.path, tree_.node(leaf.node).value);
    }
    forget_batch();
  }

  // Give a batch up: the tree is as if it had never been collected.
  void abandon_batch() {
    for (const Leaf<kWords>& leaf : leaves_) {
      add_pending(tree_, leaf.path, -1);
      tree_.node(leaf.node).state = NodeState::kNew;
    }
    forget_batch();
  }

  // Search one leaf at a time: `evaluate(board, last move, policy, first)` fills the
  // policy and who plays first where, and returns the value for the player whose turn it
  // is. Returns how many leaves it saw.
  template <class Evaluate>
  std::int64_t search_alone(const Limits& limits, Evaluate evaluate) {
    std::vector<float> policy(root_.points() + 1);
    FirstPlayers<kWords> first;
    std::int64_t asked = 0;
    for (std::int64_t count = 0; visits() < limits.visits; ++count) {
      if (count % 16 == 15 && cpu_clock() >= limits.cpu_deadline) break;
      Leaf<kWords> leaf = descend();
      Node& node = tree_.node(leaf.node);
      if (node.state == NodeState::kNew) {
        first.fill(kEmpty);
        float value = evaluate(leaf.board, last_move(leaf), policy.data(), first);
        expand(leaf, policy.data(), value);
        if (how_.amaf > 0)
          credit_moves<kWords>(tree_, leaf.node, leaf.path, leaf.board.to_play(), value,
                               first, root_.pass());
        ++asked;
      }
      back_up(tree_, leaf.node, leaf.path, tree_.node(leaf.node).value);
    }
    return asked;
  }

  // Let the root have these moves only, with these priors.
  void set_root_moves(const std::vector<Candidate>& moves) {
    tree_.replace_edges(Tree::root(), moves);
  }

  // Play a legal move at the root and keep the part of the tree behind it.
  void advance(int point) {
    const Node& node = tree_.node(Tree::root());
    int which = 0;
    while (which < node.edge_count && tree_.edge(Tree::root(), which).move != point)
      ++which;
    bool known = which < node.edge_count;
    root_.play(point);
    last_ = static_cast<Point>(point);
    known ? tree_.advance(which) : tree_.clear();
    // At the end of a game a search has nothing to say: its root is no end.
    if (tree_.node(Tree::root()).state != NodeState::kExpanded) tree_.clear();
  }

 private:
  Leaf<kWords> descend() {
    Leaf<kWords> leaf{root_, Tree::root(), {}};
    while (tree_.node(leaf.node).state == NodeState::kExpanded) {
      int which = best_edge(tree_, leaf.node, how_);
      leaf.path.push_back({leaf.node, static_cast<std::int16_t>(which)});
      leaf.board.play(tree_.edge(leaf.node, which).move);
      leaf.node = tree_.child(leaf.node, which);
    }
    Node& node = tree_.node(leaf.node);
    if (node.state == NodeState::kNew && leaf.board.is_over() && !leaf.path.empty()) {
      node.state = NodeState::kTerminal;
      node.value = static_cast<float>(outcome_.of(leaf.board));
    }
    return leaf;
  }

  Point last_move(const Leaf<kWords>& leaf) const {
    if (leaf.path.empty()) return last_;
    return move(leaf.path.back());
  }

  void expand(const Leaf<kWords>& leaf, const float* policy, float value) {
    list_candidates(leaf.board, policy, leaf.path.empty(), candidates_);
    Node& node = tree_.node(leaf.node);
    node.state = NodeState::kExpanded;
    node.value = value;
    if (candidates_.empty()) candidates_.push_back({leaf.board.pass(), 1.0f});
    tree_.set_edges(leaf.node, candidates_);
  }

  void forget_batch() {
    for (const Path& path : met_) add_pending(tree_, path, -1);
    met_.clear();
    leaves_.clear();
  }

  GoBoard root_;
  Point last_;
  Outcome outcome_;
  PuctOptions how_;
  Tree tree_;
  std::vector<Leaf<kWords>> leaves_;
  std::vector<Path> met_;  // descents of this batch that ended at leaves already in it
  std::vector<Candidate> candidates_;
};

}  // namespace tengen::go
