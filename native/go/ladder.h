// Reading ladders: is a chain with one or two liberties captured by atari after atari?
//
// The attacker keeps the chain in atari; its owner answers by extending at the last
// liberty or by taking an attacking chain that is itself in atari. Nothing else is read,
// a third liberty is safety, and a reading that grows too long says "not captured". These
// are the ladders in the planes of the library `golois` with which T. Cazenave's students
// train, limits and what counts as a node included.
#pragma once

#include <array>
#include <utility>

#include "go/quick_board.h"

namespace tengen::go {

struct LadderLimits {
  int nodes = 1000;  // that one question may visit
  int depth = 100;   // moves in a row
};

// Points where a move works; a chain touches at most that many that are worth trying.
template <int kWords>
struct LadderMoves {
  int count = 0;
  std::array<Point, QuickBoard<kWords>::kMaxPoints> points;

  void add(int point) { points[count++] = static_cast<Point>(point); }
  bool has(int point) const {
    for (int i = 0; i < count; ++i)
      if (points[i] == point) return true;
    return false;
  }
};

// Asks the board that it was made for, by playing there and taking every move back.
template <int kWords>
class LadderReader {
 public:
  explicit LadderReader(QuickBoard<kWords>& board, LadderLimits limits = {})
      : board_(board), limits_(limits) {}

  // Is the chain of this stone captured if its opponent moves first?
  bool attack_works(int stone) {
    nodes_ = 0;
    return attack(stone, 0);
  }
  // Is it captured even if its owner moves first?
  bool defence_fails(int stone) {
    nodes_ = 0;
    return defend(stone, 0);
  }
  // The opponent's moves after which the chain is captured, and the owner's moves after
  // which a chain in atari is not.
  LadderMoves<kWords> capturing_moves(int stone);
  LadderMoves<kWords> escaping_moves(int stone);

 private:
  using Set = typename QuickBoard<kWords>::Set;

  bool attack(int stone, int depth);
  bool defend(int stone, int depth);
  bool captured_after(int point, int other, Colour attacker, int stone, int depth);
  bool safe_after(int point, Colour owner, int stone, int depth);
  bool extension_is_safe(int stone, int depth);
  int room_after_extension(int stone, int point, int without) const;
  bool too_long(int depth) {
    return depth > limits_.depth || ++nodes_ > limits_.nodes;
  }
  std::pair<Point, Point> two_liberties(int stone) const;
  template <class Try>
  bool any_counter_capture(int stone, Try works) const;

  QuickBoard<kWords>& board_;
  LadderLimits limits_;
  int nodes_ = 0;
};

template <int kWords>
bool LadderReader<kWords>::attack(int stone, int depth) {
  if (too_long(depth)) return false;
  Colour owner = board_.at(stone);
  if (owner == kEmpty) return true;
  int liberties = board_.liberty_count(stone);
  if (liberties > 2) return false;
  Colour attacker = opponent(owner);
  if (liberties == 1)
    return board_.may_play(board_.liberties(stone).first(), attacker);
  auto [first, second] = two_liberties(stone);
  return captured_after(first, second, attacker, stone, depth) ||
         captured_after(second, first, attacker, stone, depth);
}

template <int kWords>
bool LadderReader<kWords>::defend(int stone, int depth) {
  if (too_long(depth)) return false;
  Colour owner = board_.at(stone);
  if (owner == kEmpty) return true;
  if (board_.liberty_count(stone) > 1) return false;
  if (extension_is_safe(stone, depth)) return false;
  return !any_counter_capture(
      stone, [&](int point) { return safe_after(point, owner, stone, depth); });
}

// The attacker takes one of the last two liberties. Most answers need no playing out.
template <int kWords>
bool LadderReader<kWords>::captured_after(int point, int other, Colour attacker,
                                          int stone, int depth) {
  if (!board_.may_play(point, attacker)) return false;
  if (room_after_extension(stone, other, point) > 2) {
    nodes_ += 2;
    return false;
  }
  typename QuickBoard<kWords>::Undo undo;
  board_.play(point, attacker, undo);
  bool captured = defend(stone, depth + 1);
  board_.take_back(undo);
  return captured;
}

template <int kWords>
bool LadderReader<kWords>::safe_after(int point, Colour owner, int stone, int depth) {
  if (!board_.may_play(point, owner)) return false;
  typename QuickBoard<kWords>::Undo undo;
  board_.play(point, owner, undo);
  bool captured = attack(stone, depth + 1);
  board_.take_back(undo);
  return !captured;
}

template <int kWords>
bool LadderReader<kWords>::extension_is_safe(int stone, int depth) {
  int point = board_.liberties(stone).first();
  if (point != board_.ko_point() && room_after_extension(stone, point, point) > 2) {
    ++nodes_;
    return true;
  }
  return safe_after(point, board_.at(stone), stone, depth);
}

// Liberties of the chain, at least, once its owner extends at `point` while `without` is
// taken.
template <int kWords>
int LadderReader<kWords>::room_after_extension(int stone, int point, int without) const {
  Set room = board_.liberties(stone);
  for (Point next : board_.tables().neighbours[point]) {
    Colour there = board_.at(next);
    if (there == kEmpty)
      room.add(next);
    else if (there == board_.at(stone))
      room |= board_.liberties(next);
  }
  room.remove(point);
  room.remove(without);
  return room.count();
}

// The one with more room around it first.
template <int kWords>
std::pair<Point, Point> LadderReader<kWords>::two_liberties(int stone) const {
  Set rest = board_.liberties(stone);
  Point first = static_cast<Point>(rest.first());
  rest.remove(first);
  Point second = static_cast<Point>(rest.first());
  if (board_.empty_neighbours(second) > board_.empty_neighbours(first))
    std::swap(first, second);
  return {first, second};
}

// Does it work to take some adjacent chain that is in atari? Each is tried once.
template <int kWords>
template <class Try>
bool LadderReader<kWords>::any_counter_capture(int stone, Try works) const {
  Colour owner = board_.at(stone);
  Set tried;
  Point here = static_cast<Point>(stone);
  do {
    for (Point next : board_.tables().neighbours[here]) {
      if (board_.at(next) != opponent(owner) || board_.liberty_count(next) != 1) continue;
      Point chain = board_.chain(next);
      if (tried.has(chain)) continue;
      tried.add(chain);
      if (works(board_.liberties(chain).first())) return true;
    }
    here = board_.next_stone(here);
  } while (here != stone);
  return false;
}

template <int kWords>
LadderMoves<kWords> LadderReader<kWords>::capturing_moves(int stone) {
  LadderMoves<kWords> moves;
  if (board_.liberty_count(stone) > 2) return moves;
  Colour attacker = opponent(board_.at(stone));
  if (board_.liberty_count(stone) == 1) {
    int point = board_.liberties(stone).first();
    if (board_.may_play(point, attacker)) moves.add(point);
    return moves;
  }
  auto [first, second] = two_liberties(stone);
  nodes_ = 0;
  if (captured_after(first, second, attacker, stone, 0)) moves.add(first);
  nodes_ = 0;
  if (captured_after(second, first, attacker, stone, 0)) moves.add(second);
  return moves;
}

template <int kWords>
LadderMoves<kWords> LadderReader<kWords>::escaping_moves(int stone) {
  LadderMoves<kWords> moves;
  if (board_.liberty_count(stone) != 1) return moves;
  Colour owner = board_.at(stone);
  auto try_out = [&](int point) {
    nodes_ = 0;
    if (!moves.has(point) && safe_after(point, owner, stone, 0)) moves.add(point);
    return false;
  };
  try_out(board_.liberties(stone).first());
  any_counter_capture(stone, try_out);
  return moves;
}

}  // namespace tengen::go
