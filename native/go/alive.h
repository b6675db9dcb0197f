// Stones that cannot be captured even if their owner always passes, and the ground that
// they hold (Benson 1976, "Life in the game of Go", Information Sciences 10).
//
// A region of a colour is a largest connected set of points without stones of that
// colour. It is vital to a chain next to it if all its empty points are liberties of the
// chain. Chains that keep two vital regions each, in regions that none but such chains
// enclose, are alive whatever happens. Where suicide is legal, the opponent can empty a
// point that holds his stone: then all points of a vital region must touch the chain.
#pragma once

#include <vector>

#include "go/board.h"

namespace tengen::go {

template <int kWords>
struct Alive {
  PointSet<kWords> stones;
  // Regions that only alive chains enclose and in which the opponent cannot make two
  // eyes, because at most one point does not touch those chains. A region may be vital
  // and yet be left out: who captures many stones in it leaves room to live in.
  PointSet<kWords> territory;
  bool holds(int point) const { return stones.has(point) || territory.has(point); }
};

namespace alive_parts {

template <int kWords>
struct Region {
  PointSet<kWords> points, empty;
  std::vector<int> chains;  // that enclose it
};

template <int kWords>
struct Chain {
  PointSet<kWords> touches;
  bool alive = true;
};

template <int kWords>
bool is_within(const PointSet<kWords>& inner, const PointSet<kWords>& outer) {
  for (int i = 0; i < kWords; ++i)
    if (inner.words[i] & ~outer.words[i]) return false;
  return true;
}

// Everything that Benson's algorithm looks at, for one colour.
template <int kWords>
class Enclosure {
 public:
  Enclosure(const Board<kWords>& board, Colour colour) : board_(board), colour_(colour) {
    number_.fill(-1);
    for (int point = 0; point < board.points(); ++point)
      if (board.at(point) == colour && board.chain(point) == point) add_chain(point);
    for (int point = 0; point < board.points(); ++point)
      if (board.at(point) != colour && !seen_.has(point)) add_region(point);
  }

  Alive<kWords> solve() {
    while (strike_chains()) {
    }
    Alive<kWords> result;
    for (int point = 0; point < board_.points(); ++point)
      if (board_.at(point) == colour_ && chains_[number_[board_.chain(point)]].alive)
        result.stones.add(point);
    for (const Region<kWords>& region : regions_)
      if (is_territory(region)) result.territory |= region.points;
    return result;
  }

 private:
  void add_chain(int chain) {
    number_[chain] = static_cast<int>(chains_.size());
    chains_.emplace_back();
    PointSet<kWords>& touches = chains_.back().touches;
    board_.for_each_stone(chain, [&](Point stone) {
      for (Point next : board_.tables().neighbours[stone])
        if (next != board_.pass()) touches.add(next);
    });
  }

  void add_region(int start) {
    Region<kWords> region;
    std::vector<Point> todo{static_cast<Point>(start)};
    seen_.add(start);
    while (!todo.empty()) {
      Point point = todo.back();
      todo.pop_back();
      region.points.add(point);
      if (board_.at(point) == kEmpty) region.empty.add(point);
      for (Point next : board_.tables().neighbours[point]) {
        if (next == board_.pass()) continue;
        if (board_.at(next) == colour_) {
          add_once(region.chains, number_[board_.chain(next)]);
        } else if (!seen_.has(next)) {
          seen_.add(next);
          todo.push_back(next);
        }
      }
    }
    regions_.push_back(std::move(region));
  }

  static void add_once(std::vector<int>& list, int chain) {
    if (std::find(list.begin(), list.end(), chain) == list.end()) list.push_back(chain);
  }

  bool is_vital(const Region<kWords>& region, const Chain<kWords>& chain) const {
    return is_within(board_.rules().suicide ? region.points : region.empty, chain.touches);
  }

  bool only_alive_chains_enclose(const Region<kWords>& region) const {
    for (int chain : region.chains)
      if (!chains_[chain].alive) return false;
    return !region.chains.empty();
  }

  // One round: chains with fewer than two vital regions are no longer thought alive.
  bool strike_chains() {
    std::vector<int> vital(chains_.size(), 0);
    for (const Region<kWords>& region : regions_)
      if (only_alive_chains_enclose(region))
        for (int chain : region.chains) vital[chain] += is_vital(region, chains_[chain]);
    bool changed = false;
    for (std::size_t i = 0; i < chains_.size(); ++i)
      if (chains_[i].alive && vital[i] < 2) {
        chains_[i].alive = false;
        changed = true;
      }
    return changed;
  }

  bool is_territory(const Region<kWords>& region) const {
    if (!only_alive_chains_enclose(region)) return false;
    PointSet<kWords> touched;
    for (int chain : region.chains) touched |= chains_[chain].touches;
    touched &= region.points;
    return region.points.count() - touched.count() < 2;
  }

  const Board<kWords>& board_;
  Colour colour_;
  std::array<int, Board<kWords>::kMaxPoints> number_;  // of a chain, by its name
  std::vector<Chain<kWords>> chains_;
  std::vector<Region<kWords>> regions_;
  PointSet<kWords> seen_;
};

}  // namespace alive_parts

template <int kWords>
Alive<kWords> unconditionally_alive(const Board<kWords>& board, Colour colour) {
  return alive_parts::Enclosure<kWords>(board, colour).solve();
}

}  // namespace tengen::go
