// Stones, chains and simple ko, and nothing else: for replaying games that are known to
// be right, and for readers that try moves and take them back.
//
// `Board` (go/board.h) keeps what a game needs: hashes, superko, counts. Here a move
// takes some 30 ns, `clear` next to nothing, and `play(point, colour, undo)` can be taken
// back, in any depth.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

#include "go/points.h"

namespace tengen::go {

template <int kWords>
class QuickBoard {
 public:
  static constexpr int kMaxPoints = kWords == 2 ? 121 : kWords == 6 ? 361 : 625;
  using Set = PointSet<kWords>;

  struct Chain {
    Set liberties;
    Point liberty_count;
    Point stone_count;
  };

  // What `play` has changed.
  struct Undo {
    Point point, ko, chain, next;
    Point base;  // the chain that the stone became a part of; -1 where it stands alone
    std::uint8_t joined_count, taken_count;
    std::array<Point, 3> joined;
    std::array<Point, 4> taken;
    Chain record;  // of `base`, or else what was kept under the name of the point
  };

  explicit QuickBoard(int size) : geometry_(&geometry(size)) {
    chain_.fill(0);
    next_.fill(0);
    clear();
  }

  void clear() {
    std::fill_n(colours_.begin(), points(), kEmpty);
    colours_[points()] = kOffBoard;
    ko_point_ = pass();
  }

  int size() const { return geometry_->size; }
  int points() const { return geometry_->points; }
  Point pass() const { return geometry_->points; }
  const Geometry& tables() const { return *geometry_; }

  Colour at(int point) const { return static_cast<Colour>(colours_[point]); }
  const std::uint8_t* colours() const { return colours_.data(); }
  Point ko_point() const { return ko_point_; }  // `pass()` where there is none
  void set_ko_point(int point) { ko_point_ = static_cast<Point>(point); }

  // Of the chain that a stone belongs to. A chain is named by one of its stones.
  Point chain(int stone) const { return chain_[stone]; }
  bool is_name(int point) const {
    return (colours_[point] != kEmpty) & (chain_[point] == point);
  }
  int liberty_count(int stone) const { return chains_[chain_[stone]].liberty_count; }
  const Set& liberties(int stone) const { return chains_[chain_[stone]].liberties; }
  int stone_count(int stone) const { return chains_[chain_[stone]].stone_count; }
  template <class Visit>
  void for_each_stone(int stone, Visit visit) const {
    Point here = static_cast<Point>(stone);
    do {
      Point next = next_[here];
      visit(here);
      here = next;
    } while (here != stone);
  }
  int taken_stones(Point chain) const { return chains_[chain].stone_count; }
  Point next_stone(int stone) const { return next_[stone]; }  // round and round
  int empty_neighbours(int point) const {
    int count = 0;
    for (Point next : geometry_->neighbours[point]) count += colours_[next] == kEmpty;
    return count;
  }

  // May a stone be put on this empty point? Suicide and the ko point are forbidden.
  bool may_play(int point, Colour colour) const;

  // Put a stone on an empty point; nothing is taken off.
  void put(int point, Colour colour) {
    Undo undo;
    place<false>(point, colour, undo);
  }
  // Play on an empty point. Stones without liberties come off, the player's own last.
  void play(int point, Colour colour);
  // The same for a move that is not suicide, so that it can be taken back.
  void play(int point, Colour colour, Undo& undo);
  void take_back(const Undo& undo);

 private:
  template <bool kCanTakeBack>
  void place(int point, Colour colour, Undo& undo);
  void capture(int point, Undo& undo);
  void join(Point chain, Point other);
  void relabel(Point chain, Point name);
  void remove_chain(Point chain);
  void restore_chain(Point chain, Colour colour);

  const Geometry* geometry_;
  Point ko_point_;
  std::array<std::uint8_t, kMaxPoints + 1> colours_;
  std::array<Point, kMaxPoints> chain_;
  std::array<Point, kMaxPoints> next_;
  std::array<Chain, kMaxPoints> chains_;  // under the names of chains only
};

template <int kWords>
bool QuickBoard<kWords>::may_play(int point, Colour colour) const {
  if (point == ko_point_) return false;
  for (Point next : geometry_->neighbours[point]) {
    Colour there = at(next);
    if (there == kEmpty) return true;
    if (there == kOffBoard) continue;
    if ((liberty_count(next) == 1) != (there == colour)) return true;
  }
  return false;
}

template <int kWords>
template <bool kCanTakeBack>
void QuickBoard<kWords>::place(int point, Colour colour, Undo& undo) {
  undo.point = static_cast<Point>(point);
  undo.chain = chain_[point];
  undo.next = next_[point];
  undo.base = -1;
  undo.joined_count = undo.taken_count = 0;
  colours_[point] = colour;
  std::array<Point, 4> room, friends;
  int room_count = 0, friend_count = 0;
  for (Point next : geometry_->neighbours[point]) {
    Colour there = at(next);
    room[room_count] = next;
    room_count += there == kEmpty;  // no branch, which nobody could foresee
    if (there == kEmpty || there == kOffBoard) continue;
    Point name = chain_[next];
    Chain& other = chains_[name];
    if (!other.liberties.has(point)) continue;  // seen already
    other.liberties.remove(point);
    --other.liberty_count;
    if (there == colour)
      friends[friend_count++] = name;
    else if (other.liberty_count == 0)
      undo.taken[undo.taken_count++] = name;
  }
  if (friend_count == 0) {
    Chain& own = chains_[point];
    if (kCanTakeBack) undo.record = own;
    own.liberties = {};
    own.stone_count = 1;
    own.liberty_count = static_cast<Point>(room_count);
    for (int i = 0; i < room_count; ++i) own.liberties.add(room[i]);
    chain_[point] = next_[point] = undo.point;
    return;
  }
  for (int i = 1; i < friend_count; ++i)  // the largest chain first: least to relabel
    if (chains_[friends[i]].stone_count > chains_[friends[0]].stone_count)
      std::swap(friends[0], friends[i]);
  Point name = undo.base = friends[0];
  Chain& own = chains_[name];
  if (kCanTakeBack) {
    undo.record = own;
    undo.record.liberties.add(point);
    ++undo.record.liberty_count;
  }
  chain_[point] = name;
  next_[point] = next_[name];
  next_[name] = undo.point;
  ++own.stone_count;
  for (int i = 0; i < room_count; ++i) {
    if (own.liberties.has(room[i])) continue;
    own.liberties.add(room[i]);
    ++own.liberty_count;
  }
  for (int i = 1; i < friend_count; ++i) {
    undo.joined[undo.joined_count++] = friends[i];
    join(name, friends[i]);
  }
}

template <int kWords>
void QuickBoard<kWords>::relabel(Point chain, Point name) {
  Point stone = chain;
  do {
    chain_[stone] = name;
    stone = next_[stone];
  } while (stone != chain);
}

template <int kWords>
void QuickBoard<kWords>::join(Point chain, Point other) {
  relabel(other, chain);
  std::swap(next_[chain], next_[other]);
  Chain& own = chains_[chain];
  own.stone_count = static_cast<Point>(own.stone_count + chains_[other].stone_count);
  own.liberties |= chains_[other].liberties;
  own.liberty_count = static_cast<Point>(own.liberties.count());
}

// Take off what the new stone has left without liberties, and note a ko.
template <int kWords>
void QuickBoard<kWords>::capture(int point, Undo& undo) {
  undo.ko = ko_point_;
  ko_point_ = pass();
  for (int i = 0; i < undo.taken_count; ++i) remove_chain(undo.taken[i]);
  if (undo.taken_count != 1 || undo.base >= 0) return;
  Point taken = undo.taken[0];
  if (chains_[point].liberty_count == 1 && chains_[taken].stone_count == 1)
    ko_point_ = taken;
}

template <int kWords>
void QuickBoard<kWords>::play(int point, Colour colour) {
  Undo undo;
  place<false>(point, colour, undo);
  capture(point, undo);
  if (liberty_count(point) == 0) remove_chain(chain_[point]);
}

template <int kWords>
void QuickBoard<kWords>::play(int point, Colour colour, Undo& undo) {
  place<true>(point, colour, undo);
  capture(point, undo);
}

template <int kWords>
void QuickBoard<kWords>::take_back(const Undo& undo) {
  int point = undo.point;
  Colour colour = at(point);
  ko_point_ = undo.ko;
  for (int i = undo.taken_count; i-- > 0;)
    restore_chain(undo.taken[i], opponent(colour));
  if (undo.base >= 0) {
    for (int i = undo.joined_count; i-- > 0;) {
      Point other = undo.joined[i];
      std::swap(next_[undo.base], next_[other]);
      relabel(other, other);
    }
    next_[undo.base] = next_[point];
    chains_[undo.base] = undo.record;
  } else {
    chains_[point] = undo.record;
  }
  colours_[point] = kEmpty;
  chain_[point] = undo.chain;
  next_[point] = undo.next;
  for (Point next : geometry_->neighbours[point]) {
    Colour there = at(next);
    if (there == kEmpty || there == kOffBoard) continue;
    Chain& other = chains_[chain_[next]];
    if (other.liberties.has(point)) continue;
    other.liberties.add(point);
    ++other.liberty_count;
  }
}

template <int kWords>
void QuickBoard<kWords>::remove_chain(Point chain) {
  Colour capturer = opponent(at(chain));
  Point stone = chain;
  do {
    colours_[stone] = kEmpty;
    for (Point next : geometry_->neighbours[stone]) {
      if (at(next) != capturer) continue;
      Chain& other = chains_[chain_[next]];
      if (other.liberties.has(stone)) continue;
      other.liberties.add(stone);
      ++other.liberty_count;
    }
    stone = next_[stone];
  } while (stone != chain);
}

template <int kWords>
void QuickBoard<kWords>::restore_chain(Point chain, Colour colour) {
  Point stone = chain;
  do {
    colours_[stone] = colour;
    for (Point next : geometry_->neighbours[stone]) {
      if (at(next) != opponent(colour)) continue;
      Chain& other = chains_[chain_[next]];
      if (!other.liberties.has(stone)) continue;
      other.liberties.remove(stone);
      --other.liberty_count;
    }
    stone = next_[stone];
  } while (stone != chain);
}

}  // namespace tengen::go
