// Who owns what at the end of a game, with the dead stones given.
//
// Area (Tromp and Taylor): stones, and empty points from which only one colour is
// reached. Territory (the Japanese way): those empty points, and for each stone that is
// dead or was taken one more; points of chains in seki count nothing.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "go/alive.h"
#include "go/board.h"

namespace tengen::go {

template <int kWords>
using Owners = std::array<std::uint8_t, Board<kWords>::kMaxPoints>;  // Colour by point

// All stones of the chains that hold one of these points.
template <int kWords>
PointSet<kWords> whole_chains(const Board<kWords>& board, const PointSet<kWords>& some) {
  PointSet<kWords> all;
  some.for_each([&](Point point) {
    if (board.at(point) != kEmpty && !all.has(point))
      board.for_each_stone(point, [&](Point stone) { all.add(stone); });
  });
  return all;
}

// Stones in ground that the opponent holds whatever happens.
template <int kWords>
PointSet<kWords> surely_dead(const Board<kWords>& board) {
  PointSet<kWords> dead;
  for (Colour colour : {kBlack, kWhite})
    unconditionally_alive(board, colour).territory.for_each([&](Point point) {
      if (board.at(point) != kEmpty) dead.add(point);
    });
  return dead;
}

// The board once the dead are taken off, cut into stones and empty regions.
template <int kWords>
class Count {
 public:
  Count(const Board<kWords>& board, const PointSet<kWords>& dead) : board_(board) {
    for (int point = 0; point < board.points(); ++point)
      stones_[point] = dead.has(point) ? kEmpty : board.at(point);
    owner_ = stones_;
    for (int point = 0; point < board.points(); ++point)
      if (stones_[point] == kEmpty && !seen_.has(point)) add_region(point);
  }

  // Stones and the empty points that reach one colour only; `kEmpty` is nobody's.
  const Owners<kWords>& owners() const { return owner_; }

  // Black's points minus White's, before komi.
  int area() const {
    int black_ahead = 0;
    for (int point = 0; point < board_.points(); ++point)
      black_ahead += sign(owner_[point]);
    return black_ahead;
  }

  int territory() const {
    PointSet<kWords> seki = chains_in_seki();
    int black_ahead = board_.captured_by(kBlack) - board_.captured_by(kWhite);
    for (const Region& region : regions_)
      if (region.owner != kEmpty && !touches(region, seki))
        black_ahead += sign(region.owner) * static_cast<int>(region.points.size());
    for (int point = 0; point < board_.points(); ++point)
      if (stones_[point] != board_.at(point)) black_ahead -= sign(board_.at(point));
    return black_ahead;
  }

  // Chains that share a liberty with the opponent which neither fills, and have beside
  // it one eye of two points at most, with which they could not live. The chains of a
  // colour that touch the same empty points of their own stand or fall together.
  PointSet<kWords> chains_in_seki() const;

 private:
  struct Region {
    std::vector<Point> points;
    std::vector<Point> border;  // stones around it, some of them twice
    Colour owner;
  };

  static int sign(int colour) { return colour == kBlack ? 1 : colour == kWhite ? -1 : 0; }

  static bool touches(const Region& region, const PointSet<kWords>& stones) {
    for (Point stone : region.border)
      if (stones.has(stone)) return true;
    return false;
  }

  void add_region(int start) {
    Region region;
    std::array<bool, 4> meets{};
    region.points.push_back(static_cast<Point>(start));
    seen_.add(start);
    for (std::size_t i = 0; i < region.points.size(); ++i)
      for (Point next : board_.tables().neighbours[region.points[i]]) {
        if (next == board_.pass()) continue;
        if (stones_[next] != kEmpty) {
          meets[stones_[next]] = true;
          region.border.push_back(next);
        } else if (!seen_.has(next)) {
          seen_.add(next);
          region.points.push_back(next);
        }
      }
    bool one = meets[kBlack] != meets[kWhite];
    region.owner = !one ? kEmpty : meets[kBlack] ? kBlack : kWhite;
    for (Point point : region.points) owner_[point] = region.owner;
    regions_.push_back(std::move(region));
  }

  const Board<kWords>& board_;
  Owners<kWords> stones_{};
  Owners<kWords> owner_{};
  std::vector<Region> regions_;
  PointSet<kWords> seen_;
};

template <int kWords>
PointSet<kWords> Count<kWords>::chains_in_seki() const {
  PointSet<kWords> seki, done;
  for (int start = 0; start < board_.points(); ++start) {
    if (stones_[start] == kEmpty || done.has(start)) continue;
    PointSet<kWords> group, eyes;
    std::vector<Point> todo{static_cast<Point>(start)};
    auto add = [&](Point stone) {
      if (done.has(stone)) return;
      board_.for_each_stone(stone, [&](Point each) { done.add(each), group.add(each); });
      todo.push_back(stone);
    };
    add(static_cast<Point>(start));
    int eye_count = 0, eye_points = 0;
    bool meets_dame = false;
    while (!todo.empty()) {
      Point stone = todo.back();
      todo.pop_back();
      PointSet<kWords> chain;
      board_.for_each_stone(stone, [&](Point each) { chain.add(each); });
      for (const Region& region : regions_) {
        if (!touches(region, chain)) continue;
        if (region.owner == kEmpty) {
          meets_dame = true;
        } else if (!eyes.has(region.points[0])) {
          eyes.add(region.points[0]);
          ++eye_count;
          eye_points += static_cast<int>(region.points.size());
          for (Point other : region.border) add(other);
        }
      }
    }
    if (meets_dame && eye_count <= 1 && eye_points <= 2) seki |= group;
  }
  return seki;
}

}  // namespace tengen::go
