// Uniformly random games to the end, as fast as the rules allow.
//
// `Playout<kWords>` is a second, smaller board for nothing but this. It keeps what a
// random player asks for: the colours around each point, the empty points as a list, and
// for each chain its pseudo-liberties (a liberty counts once for every stone beside it;
// none are left exactly when no liberty is). It judges moves as `Board` does, superko
// included; the tests hold one against the other, move by move.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include "go/board.h"
#include "go/padded.h"

namespace tengen::go {

struct PlayoutResult {
  int area;   // Black's points minus White's, before komi
  int moves;  // passes included
};

template <int kWords>
class Playout {
 public:
  // The position of a board, with the history that superko looks at.
  explicit Playout(const Board<kWords>& board);

  // Play until both pass in a row; a player passes only without a move that is legal and
  // fills no small eye (go/eyes.h). Where cycles are possible (simple ko, or suicide
  // beside it), the game ends after three moves for each point.
  // `visit(point, colour)` sees every move.
  template <class Visit>
  PlayoutResult finish(SplitMix& random, Visit visit);
  PlayoutResult finish(SplitMix& random) {
    return finish(random, [](int, Colour) {});
  }

  bool is_legal(int point, Colour colour) const {
    return point == table_->points || legal(table_->vertex_of[point], colour);
  }
  bool is_own_eye(int point, Colour colour) const {
    Vertex v = table_->vertex_of[point];
    return colours_[v] == kEmpty && eye(v, colour);
  }
  void play(int point, Colour colour);
  Colour at(int point) const { return colour_at(table_->vertex_of[point]); }
  int area() const;

 private:
  static constexpr int kMaxSize = kWords == 2 ? 11 : kWords == 6 ? 19 : 25;
  static constexpr int kVertices = padded_vertices(kMaxSize);
  static constexpr Vertex kNowhere = 0;  // off the board; the chain of empty points
  static constexpr std::uint16_t kPlenty = 1 << 14;
  static constexpr int kFilterBits = 1 << 13;

  struct Chain {
    std::uint64_t hash;
    std::uint16_t liberties;  // pseudo-liberties
    std::uint16_t stones;
  };

  // How many neighbours of a point are empty, black, white: four bits each. What is off
  // the board counts as black and as white.
  static constexpr std::uint16_t kOneEmpty = 1;
  static int shift(Colour colour) { return 4 * colour; }
  static int empties(std::uint16_t around) { return around & 15; }
  static int of(std::uint16_t around, Colour colour) {
    return around >> shift(colour) & 15;
  }

  Colour colour_at(Vertex v) const { return static_cast<Colour>(colours_[v]); }
  std::array<Vertex, 4> beside(Vertex v) const {
    int row = table_->stride;
    return {static_cast<Vertex>(v - row), static_cast<Vertex>(v - 1),
            static_cast<Vertex>(v + 1), static_cast<Vertex>(v + row)};
  }
  std::array<Vertex, 4> across(Vertex v) const {
    int row = table_->stride;
    return {static_cast<Vertex>(v - row - 1), static_cast<Vertex>(v - row + 1),
            static_cast<Vertex>(v + row - 1), static_cast<Vertex>(v + row + 1)};
  }
  // The own stones beside a point, as bits: one hard guess instead of four.
  int beside_mask(const std::array<Vertex, 4>& near, Colour colour) const {
    int mask = 0;
    for (int i = 0; i < 4; ++i) mask |= (colours_[near[i]] == colour) << i;
    return mask;
  }

  bool eye(Vertex v, Colour colour) const;
  bool legal(Vertex v, Colour colour) const;
  bool judge_closely(Vertex v, Colour colour) const;
  bool was_there(std::uint64_t position) const;
  void remember(std::uint64_t position);
  std::uint64_t key(std::uint64_t stones, Colour next) const {
    bool turn_counts = ko_ == Ko::kSituational && next == kWhite;
    return turn_counts ? stones ^ table_->white_to_move : stones;
  }
  Vertex choose(Colour colour, SplitMix& random);
  void place(Vertex v, Colour colour);
  void pass(Colour colour);
  void put_stone(Vertex v, Colour colour);
  void join(Vertex chain, Vertex other);
  void remove_chain(Vertex chain);

  const PaddedTable* table_;
  Ko ko_;
  bool suicide_;
  Colour to_play_;
  int passes_;
  Vertex ko_point_ = kNowhere;
  std::uint64_t hash_ = 0;
  int empty_count_ = 0;
  std::array<std::uint8_t, kVertices> colours_;
  std::array<std::uint8_t, kVertices> removed_{};  // bit: a colour taken off there
  std::array<std::uint16_t, kVertices> around_{};
  std::array<Vertex, kVertices> chain_{};
  std::array<Vertex, kVertices> next_;
  std::array<Vertex, kVertices> empty_;     // the first `empty_count_` of it
  std::array<Vertex, kVertices> place_of_;  // in `empty_`
  std::array<Chain, kVertices> chains_;
  std::array<std::uint64_t, kFilterBits / 64> filter_{};  // of `history_`
  std::vector<std::uint64_t> history_;
};

template <int kWords>
Playout<kWords>::Playout(const Board<kWords>& board)
    : table_(&padded_table(board.size())),
      ko_(board.rules().ko),
      suicide_(board.rules().suicide),
      to_play_(board.to_play()),
      passes_(board.passes_in_a_row()) {
  colours_.fill(kOffBoard);
  chains_[kNowhere] = {0, kPlenty, 0};
  for (int point = 0; point < board.points(); ++point) {
    Vertex v = table_->vertex_of[point];
    colours_[v] = kEmpty;
    place_of_[v] = static_cast<Vertex>(empty_count_);
    empty_[empty_count_++] = v;
    around_[v] = table_->around[v];
    removed_[v] = static_cast<std::uint8_t>(board.removed(kBlack).has(point) << kBlack |
                                            board.removed(kWhite).has(point) << kWhite);
  }
  for (int point = 0; point < board.points(); ++point)
    if (board.at(point) != kEmpty) put_stone(table_->vertex_of[point], board.at(point));
  if (board.ko_point() != board.pass()) ko_point_ = table_->vertex_of[board.ko_point()];
  if (ko_ == Ko::kSimple) return;
  history_.reserve(board.history().size() + 3 * board.points() + 2);
  for (std::uint64_t position : board.history()) remember(position);
}

template <int kWords>
template <class Visit>
PlayoutResult Playout<kWords>::finish(SplitMix& random, Visit visit) {
  int moves = 0;
  for (int most = 3 * table_->points; passes_ < 2 && moves < most; ++moves) {
    Colour colour = to_play_;
    Vertex v = choose(colour, random);
    visit(table_->point_of[v], colour);
    if (v == kNowhere)
      pass(colour);
    else
      place(v, colour);
  }
  return {area(), moves};
}

template <int kWords>
void Playout<kWords>::play(int point, Colour colour) {
  if (point == table_->points)
    pass(colour);
  else
    place(table_->vertex_of[point], colour);
}

// Each move that is legal and sensible is as likely as any other: what is refused goes
// behind those that are still to be drawn.
template <int kWords>
Vertex Playout<kWords>::choose(Colour colour, SplitMix& random) {
  for (int left = empty_count_; left > 0; --left) {
    int drawn = random.below(left);
    Vertex v = empty_[drawn];
    if (!eye(v, colour) && legal(v, colour)) return v;
    Vertex last = empty_[left - 1];
    empty_[drawn] = last;
    empty_[left - 1] = v;
    place_of_[last] = static_cast<Vertex>(drawn);
    place_of_[v] = static_cast<Vertex>(left - 1);
  }
  return kNowhere;
}

template <int kWords>
bool Playout<kWords>::eye(Vertex v, Colour colour) const {
  if (of(around_[v], colour) < 4) return false;
  int against = table_->at_edge[v];
  for (Vertex diagonal : across(v)) against += colours_[diagonal] == opponent(colour);
  return against < 2;
}

template <int kWords>
bool Playout<kWords>::legal(Vertex v, Colour colour) const {
  if (colours_[v] != kEmpty) return false;
  if (ko_ == Ko::kSimple && v == ko_point_ && of(around_[v], colour) == table_->off[v])
    return false;
  bool may_repeat = ko_ != Ko::kSimple && (removed_[v] >> colour & 1);
  if (empties(around_[v]) && !may_repeat) return true;
  return judge_closely(v, colour);
}

// Of a move without an empty point beside it, or one that might bring back a position.
template <int kWords>
bool Playout<kWords>::judge_closely(Vertex v, Colour colour) const {
  std::array<Vertex, 4> near = beside(v);
  std::array<Vertex, 4> chains{};
  bool breathes = empties(around_[v]) > 0, captures = false;
  std::uint64_t own = table_->keys[colour - 1][v], taken = 0;
  for (int i = 0; i < 4; ++i) {
    Vertex chain = chains[i] = chain_[near[i]];
    if (chain == kNowhere) continue;
    int adjacent = 1;
    bool seen = false;
    for (int j = 0; j < i; ++j) seen |= chains[j] == chain;
    if (seen) continue;
    for (int j = i + 1; j < 4; ++j) adjacent += chain_[near[j]] == chain;
    bool last_liberty = chains_[chain].liberties == adjacent;
    if (colours_[near[i]] == colour) {
      own ^= chains_[chain].hash;
      breathes |= !last_liberty;
    } else if (last_liberty) {
      captures = true;
      taken ^= chains_[chain].hash;
    }
  }
  bool survives = breathes || captures;
  if (!survives && !suicide_) return false;
  if (ko_ == Ko::kSimple) return true;
  if (survives && !(removed_[v] >> colour & 1)) return true;
  std::uint64_t stone = table_->keys[colour - 1][v];
  std::uint64_t after = survives ? hash_ ^ stone ^ taken : hash_ ^ stone ^ own;
  return !was_there(key(after, opponent(colour)));
}

template <int kWords>
bool Playout<kWords>::was_there(std::uint64_t position) const {
  int bit = position % kFilterBits;
  if (!(filter_[bit / 64] >> bit % 64 & 1)) return false;
  return std::find(history_.begin(), history_.end(), position) != history_.end();
}

template <int kWords>
void Playout<kWords>::remember(std::uint64_t position) {
  int bit = position % kFilterBits;
  filter_[bit / 64] |= std::uint64_t{1} << bit % 64;
  history_.push_back(position);
}

template <int kWords>
void Playout<kWords>::pass(Colour colour) {
  ++passes_;
  to_play_ = opponent(colour);
  ko_point_ = kNowhere;
  if (ko_ != Ko::kSimple) remember(key(hash_, to_play_));
}

template <int kWords>
void Playout<kWords>::place(Vertex v, Colour colour) {
  passes_ = 0;
  to_play_ = opponent(colour);
  bool in_opponents_eye = of(around_[v], to_play_) == 4;
  int empty_before = empty_count_;
  put_stone(v, colour);
  Vertex taken = kNowhere;
  for (Vertex near : beside(v))
    if (chains_[chain_[near]].liberties == 0 && colours_[near] == to_play_) {
      taken = near;
      remove_chain(chain_[near]);
    }
  ko_point_ = in_opponents_eye && empty_count_ == empty_before ? taken : kNowhere;
  if (chains_[chain_[v]].liberties == 0) remove_chain(chain_[v]);
  if (ko_ != Ko::kSimple) remember(key(hash_, to_play_));
}

template <int kWords>
void Playout<kWords>::put_stone(Vertex v, Colour colour) {
  Vertex last = empty_[--empty_count_];
  empty_[place_of_[v]] = last;
  place_of_[last] = place_of_[v];
  std::uint64_t key = table_->keys[colour - 1][v];
  hash_ ^= key;
  colours_[v] = colour;
  chains_[kNowhere].liberties = kPlenty;  // counted up and down with the others'

  std::array<Vertex, 4> near = beside(v);
  auto change = static_cast<std::uint16_t>((1 << shift(colour)) - kOneEmpty);
  for (Vertex each : near) {
    around_[each] = static_cast<std::uint16_t>(around_[each] + change);
    --chains_[chain_[each]].liberties;
  }
  chain_[v] = next_[v] = v;
  chains_[v] = {key, static_cast<std::uint16_t>(empties(around_[v])), 1};
  for (int mask = beside_mask(near, colour); mask; mask &= mask - 1) {
    Vertex other = chain_[near[__builtin_ctz(mask)]];
    if (other != chain_[v]) join(chain_[v], other);
  }
}

template <int kWords>
void Playout<kWords>::join(Vertex chain, Vertex other) {
  if (chains_[chain].stones < chains_[other].stones) std::swap(chain, other);
  Vertex stone = other;
  do {
    chain_[stone] = chain;
    stone = next_[stone];
  } while (stone != other);
  std::swap(next_[chain], next_[other]);
  Chain& whole = chains_[chain];
  const Chain& part = chains_[other];
  whole.hash ^= part.hash;
  whole.liberties = static_cast<std::uint16_t>(whole.liberties + part.liberties);
  whole.stones = static_cast<std::uint16_t>(whole.stones + part.stones);
}

template <int kWords>
void Playout<kWords>::remove_chain(Vertex chain) {
  Colour colour = colour_at(chain);
  hash_ ^= chains_[chain].hash;
  auto change = static_cast<std::uint16_t>(kOneEmpty - (1 << shift(colour)));
  Vertex stone = chain;
  do {
    Vertex next = next_[stone];
    colours_[stone] = kEmpty;
    removed_[stone] |= static_cast<std::uint8_t>(1 << colour);
    chain_[stone] = kNowhere;
    place_of_[stone] = static_cast<Vertex>(empty_count_);
    empty_[empty_count_++] = stone;
    for (Vertex near : beside(stone)) {
      around_[near] = static_cast<std::uint16_t>(around_[near] + change);
      ++chains_[chain_[near]].liberties;
    }
    stone = next;
  } while (stone != chain);
}

// Stones and the points that reach one colour only. What is left empty at the end is
// nearly always a single point, and the counts beside it tell.
template <int kWords>
int Playout<kWords>::area() const {
  int balance = 0;
  auto sign = [](bool black, bool white) { return static_cast<int>(black) - white; };
  std::array<bool, kVertices> seen{};
  std::array<Vertex, kVertices> region;
  for (int point = 0; point < table_->points; ++point) {
    Vertex v = table_->vertex_of[point];
    if (colours_[v] != kEmpty) balance += colours_[v] == kBlack ? 1 : -1;
    if (colours_[v] != kEmpty || seen[v]) continue;
    bool black = false, white = false;
    int count = 0;
    region[count++] = v;
    seen[v] = true;
    for (int i = 0; i < count; ++i) {
      Vertex here = region[i];
      black |= of(around_[here], kBlack) > table_->off[here];
      white |= of(around_[here], kWhite) > table_->off[here];
      if (empties(around_[here]) == 0) continue;
      for (Vertex near : beside(here))
        if (colours_[near] == kEmpty && !seen[near]) {
          seen[near] = true;
          region[count++] = near;
        }
    }
    balance += count * sign(black, white);
  }
  return balance;
}

}  // namespace tengen::go
