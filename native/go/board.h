// The rules of Go: stones, chains with their liberties, captures, ko and superko.
//
// A board is a template over the number of 64-bit words in a set of its points, so that
// small boards are small: `Board<2>` up to 11x11, `Board<6>` up to 19x19, `Board<10>` up
// to 25x25. `with_words` (go/dispatch.h) chooses. Boards are plain values: copying one
// copies the position, and, where it is kept, the history that superko looks at.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include "go/points.h"
#include "go/rules.h"
#include "go/zobrist.h"

namespace tengen::go {

template <int kWords>
class Board {
 public:
  static constexpr int kMaxPoints = kWords == 2 ? 121 : kWords == 6 ? 361 : 625;
  using Set = PointSet<kWords>;

  explicit Board(int size, Rules rules = {})
      : geometry_(&geometry(size)), keys_(&zobrist(size)), rules_(rules) {
    colours_.fill(kOffBoard);
    std::fill_n(colours_.begin(), points(), kEmpty);
    for (int point = 0; point < points(); ++point) empty_.add(point);
    ko_point_ = pass();
    history_.push_back(key(kBlack));
  }

  int size() const { return geometry_->size; }
  int points() const { return geometry_->points; }
  Point pass() const { return geometry_->points; }
  const Geometry& tables() const { return *geometry_; }
  const Rules& rules() const { return rules_; }

  Colour at(int point) const { return static_cast<Colour>(colours_[point]); }
  const Set& empty() const { return empty_; }
  Colour to_play() const { return to_play_; }
  void set_to_play(Colour colour) {
    to_play_ = colour;
    if (history_.size() == 1) history_[0] = key(colour);
  }
  Point ko_point() const { return ko_point_; }  // `pass()` where there is none
  std::uint64_t hash() const { return hash_; }  // of the stones alone
  int passes_in_a_row() const { return passes_; }
  bool is_over() const { return passes_ >= 2; }
  int captured_by(Colour colour) const { return captured_by_[colour - 1]; }

  // What superko looks at: all positions so far, and where stones were taken off since.
  const std::vector<std::uint64_t>& history() const { return history_; }
  const Set& removed(Colour colour) const { return removed_[colour - 1]; }

  // Of the chain that a stone belongs to. A chain is named by one of its stones.
  Point chain(int stone) const { return chain_[stone]; }
  int liberty_count(int stone) const { return liberty_count_[chain_[stone]]; }
  const Set& liberties(int stone) const { return liberties_[chain_[stone]]; }
  int stone_count(int stone) const { return stone_count_[chain_[stone]]; }
  template <class Visit>
  void for_each_stone(int stone, Visit visit) const {
    Point here = static_cast<Point>(stone);
    do {
      Point next = next_[here];
      visit(here);
      here = next;
    } while (here != stone);
  }

  Verdict judge(int point, Colour colour) const;
  bool is_legal(int point, Colour colour) const {
    return judge(point, colour) == Verdict::kLegal;
  }

  // Play a move that `judge` calls legal (a pass always is); how many stones it takes.
  int play(int point, Colour colour);
  int play(int point) { return play(point, to_play_); }

  // Put a stone on an empty point without a turn: handicap, set-up, diagrams. Afterwards
  // the history that superko looks at begins anew.
  void put(int point, Colour colour) {
    place(point, colour);
    forget_history();
  }
  // The same with all stones at once; prisoners stay counted. What had no liberties then
  // has none now: callers that take positions from people look for it.
  void set_stones(const std::uint8_t* colours);
  void forget_history() {
    history_.assign(1, key(to_play_));
    removed_ = {};
    ko_point_ = pass();
    passes_ = 0;
  }

 private:
  std::uint64_t stone_key(int point, Colour colour) const {
    return keys_->stones[colour - 1][point];
  }
  std::uint64_t key(Colour next) const { return key(hash_, next); }
  std::uint64_t key(std::uint64_t stones, Colour next) const {
    bool turn_counts = rules_.ko == Ko::kSituational && next == kWhite;
    return turn_counts ? stones ^ keys_->white_to_move : stones;
  }
  bool was_there(std::uint64_t position) const {
    return std::find(history_.begin(), history_.end(), position) != history_.end();
  }
  // The stones around a ko are those of the player who took it, and may fill it.
  bool is_ko(int point, Colour colour) const {
    return point == ko_point_ && at(geometry_->neighbours[point][0]) != colour;
  }
  std::uint64_t hash_after(int point, Colour colour) const;
  void place(int point, Colour colour);
  void join(Point chain, Point other);
  int remove_chain(Point chain);

  const Geometry* geometry_;
  const ZobristKeys* keys_;
  Rules rules_;
  Colour to_play_ = kBlack;
  Point ko_point_;
  int passes_ = 0;
  std::uint64_t hash_ = 0;
  std::array<int, 2> captured_by_{};
  Set empty_;
  std::array<Set, 2> removed_;  // where stones of a colour have been taken off
  std::array<std::uint8_t, kMaxPoints + 1> colours_;
  std::array<Point, kMaxPoints> chain_;
  std::array<Point, kMaxPoints> next_;
  std::array<Point, kMaxPoints> liberty_count_;
  std::array<Point, kMaxPoints> stone_count_;
  std::array<std::uint64_t, kMaxPoints> chain_hash_;
  std::array<Set, kMaxPoints> liberties_;
  std::vector<std::uint64_t> history_;
};

template <int kWords>
Verdict Board<kWords>::judge(int point, Colour colour) const {
  if (point == pass()) return Verdict::kLegal;
  if (point < 0 || point > points()) return Verdict::kOffTheBoard;
  if (colours_[point] != kEmpty) return Verdict::kOccupied;
  bool breathes = false, captures = false;
  for (Point next : geometry_->neighbours[point]) {
    Colour there = at(next);
    if (there == kEmpty)
      breathes = true;
    else if (there == colour)
      breathes |= liberty_count(next) > 1;
    else if (there != kOffBoard)
      captures |= liberty_count(next) == 1;
  }
  bool survives = breathes || captures;
  if (!survives && !rules_.suicide) return Verdict::kSuicide;
  if (rules_.ko == Ko::kSimple)
    return is_ko(point, colour) ? Verdict::kKo : Verdict::kLegal;
  // A grid can come back by this stone only where one of its colour has stood before.
  if (survives && !removed_[colour - 1].has(point)) return Verdict::kLegal;
  if (!was_there(key(hash_after(point, colour), opponent(colour))))
    return Verdict::kLegal;
  return is_ko(point, colour) ? Verdict::kKo : Verdict::kSuperko;
}

template <int kWords>
std::uint64_t Board<kWords>::hash_after(int point, Colour colour) const {
  std::uint64_t after = hash_ ^ stone_key(point, colour);
  std::array<Point, 4> own{}, taken{};
  int owns = 0, takes = 0;
  bool breathes = false;
  auto add = [](auto& list, int& count, Point chain) {
    if (std::find(list.begin(), list.begin() + count, chain) == list.begin() + count)
      list[count++] = chain;
  };
  for (Point next : geometry_->neighbours[point]) {
    Colour there = at(next);
    if (there == kEmpty) {
      breathes = true;
    } else if (there == colour) {
      breathes |= liberty_count(next) > 1;
      add(own, owns, chain_[next]);
    } else if (there != kOffBoard && liberty_count(next) == 1) {
      add(taken, takes, chain_[next]);
    }
  }
  for (int i = 0; i < takes; ++i) after ^= chain_hash_[taken[i]];
  if (takes || breathes) return after;
  after ^= stone_key(point, colour);  // suicide
  for (int i = 0; i < owns; ++i) after ^= chain_hash_[own[i]];
  return after;
}

template <int kWords>
int Board<kWords>::play(int point, Colour colour) {
  to_play_ = opponent(colour);
  ko_point_ = pass();
  if (point == pass()) {
    ++passes_;
    history_.push_back(key(to_play_));
    return 0;
  }
  passes_ = 0;
  place(point, colour);
  int taken = 0;
  Point ko = pass();
  for (Point next : geometry_->neighbours[point])
    if (at(next) == to_play_ && liberty_count(next) == 0) {
      taken += remove_chain(chain_[next]);
      ko = next;
    }
  captured_by_[colour - 1] += taken;
  if (liberty_count(point) == 0)
    captured_by_[to_play_ - 1] += remove_chain(chain_[point]);
  else if (taken == 1 && stone_count(point) == 1 && liberty_count(point) == 1)
    ko_point_ = ko;
  history_.push_back(key(to_play_));
  return taken;
}

template <int kWords>
void Board<kWords>::set_stones(const std::uint8_t* colours) {
  std::fill_n(colours_.begin(), points(), kEmpty);
  for (int point = 0; point < points(); ++point) empty_.add(point);
  hash_ = 0;
  for (int point = 0; point < points(); ++point)
    if (colours[point] != kEmpty) place(point, static_cast<Colour>(colours[point]));
  forget_history();
}

template <int kWords>
void Board<kWords>::place(int point, Colour colour) {
  colours_[point] = colour;
  empty_.remove(point);
  hash_ ^= stone_key(point, colour);
  Point self = static_cast<Point>(point);
  chain_[point] = next_[point] = self;
  stone_count_[point] = 1;
  chain_hash_[point] = stone_key(point, colour);
  Set& own = liberties_[point];
  own = {};
  for (Point next : geometry_->neighbours[point])
    if (at(next) == kEmpty) own.add(next);
  liberty_count_[point] = static_cast<Point>(own.count());
  for (Point next : geometry_->neighbours[point]) {
    Colour there = at(next);
    if (there == kEmpty || there == kOffBoard) continue;
    Point other = chain_[next];
    if (liberties_[other].has(point)) {
      liberties_[other].remove(point);
      --liberty_count_[other];
    }
    if (there == colour && other != chain_[point]) join(chain_[point], other);
  }
}

template <int kWords>
void Board<kWords>::join(Point chain, Point other) {
  if (stone_count_[chain] < stone_count_[other]) std::swap(chain, other);
  Point stone = other;
  do {
    chain_[stone] = chain;
    stone = next_[stone];
  } while (stone != other);
  std::swap(next_[chain], next_[other]);
  stone_count_[chain] = static_cast<Point>(stone_count_[chain] + stone_count_[other]);
  chain_hash_[chain] ^= chain_hash_[other];
  liberties_[chain] |= liberties_[other];
  liberty_count_[chain] = static_cast<Point>(liberties_[chain].count());
}

template <int kWords>
int Board<kWords>::remove_chain(Point chain) {
  Colour colour = at(chain);
  hash_ ^= chain_hash_[chain];
  int count = stone_count_[chain];
  Point stone = chain;
  do {
    colours_[stone] = kEmpty;
    empty_.add(stone);
    removed_[colour - 1].add(stone);
    for (Point next : geometry_->neighbours[stone]) {
      Colour there = at(next);
      if (there != opponent(colour)) continue;
      Point other = chain_[next];
      if (liberties_[other].has(stone)) continue;
      liberties_[other].add(stone);
      ++liberty_count_[other];
    }
    stone = next_[stone];
  } while (stone != chain);
  return count;
}

}  // namespace tengen::go
