// How probable a move looks at first sight, for a search without a network.
//
// A handful of weights by hand, multiplied: taking stones, saving stones, answering
// nearby, staying off the edge. They order the tree's first visits, nothing else.
#pragma once

#include <algorithm>
#include <cstdlib>
#include <limits>

#include "go/board.h"

namespace tengen::go {

struct InstinctWeights {
  float capture = 6, big_capture = 12;  // of one stone, of several
  float escape = 5;                     // from atari, to two liberties or more
  float atari = 2;                      // leaves the opponent's chain one liberty
  float self_atari = 0.1f;
  float near_last = 2.5f;  // one point from the last move, diagonals too
  float first_line = 0.25f, second_line = 0.7f;  // with no stone beside it
};

template <int kWords>
class Instinct {
 public:
  Instinct(const Board<kWords>& board, Point last) : board_(board), last_(last) {}

  // Fill `policy`, `points + 1` numbers, that of passing with NaN.
  void fill(float* policy) const {
    std::fill_n(policy, board_.points(), 0.0f);
    board_.empty().for_each([&](Point point) { policy[point] = weight(point); });
    policy[board_.pass()] = std::numeric_limits<float>::quiet_NaN();
  }

  float weight(Point point) const {
    Colour player = board_.to_play();
    PointSet<kWords> breath;
    float weight = 1;
    bool beside_stones = false, saves = false;
    for (Point next : board_.tables().neighbours[point]) {
      Colour there = board_.at(next);
      if (there == kOffBoard) continue;
      if (there == kEmpty) {
        breath.add(next);
        continue;
      }
      beside_stones = true;
      int liberties = board_.liberty_count(next);
      if (there == player) {
        breath |= board_.liberties(next);
        saves |= liberties == 1;
      } else if (liberties == 1) {
        weight *= board_.stone_count(next) > 1 ? how_.big_capture : how_.capture;
        breath.add(next);
      } else if (liberties == 2) {
        weight *= how_.atari;
      }
    }
    breath.remove(point);
    int liberties = breath.count();
    if (liberties < 2)
      weight *= how_.self_atari;
    else if (saves)
      weight *= how_.escape;
    if (!beside_stones) weight *= line(point);
    if (is_near_last(point)) weight *= how_.near_last;
    return weight;
  }

 private:
  float line(Point point) const {
    int size = board_.size(), row = point / size, column = point % size;
    int edge = std::min({row, column, size - 1 - row, size - 1 - column});
    return edge == 0 ? how_.first_line : edge == 1 ? how_.second_line : 1;
  }

  bool is_near_last(Point point) const {
    if (last_ < 0 || last_ == board_.pass()) return false;
    int size = board_.size();
    return std::abs(point / size - last_ / size) <= 1 &&
           std::abs(point % size - last_ % size) <= 1;
  }

  const Board<kWords>& board_;
  Point last_;
  InstinctWeights how_;
};

}  // namespace tengen::go
