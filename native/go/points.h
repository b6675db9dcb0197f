// Points of a board, their neighbours, and sets of them.
//
// A point is row * size + column, row 0 at the top. The number after the last point
// (size * size) means "pass" in a move and "off the board" in a neighbour table.
#pragma once

#include <array>
#include <cstdint>

namespace tengen::go {

constexpr int kSmallestSize = 2;
constexpr int kLargestSize = 25;

using Point = std::int16_t;

enum Colour : std::uint8_t { kEmpty = 0, kBlack = 1, kWhite = 2, kOffBoard = 3 };

constexpr Colour opponent(Colour colour) { return static_cast<Colour>(3 - colour); }

// Neighbours and diagonals of every point, filled up with the point off the board.
struct Geometry {
  explicit Geometry(int board_size);

  int size;
  Point points;  // also the move "pass"
  std::array<std::array<Point, 4>, kLargestSize * kLargestSize> neighbours;
  std::array<std::array<Point, 4>, kLargestSize * kLargestSize> diagonals;
  std::array<std::uint8_t, kLargestSize * kLargestSize> neighbour_count;
};

// The tables of one size, made when first asked for. Safe from several threads.
const Geometry& geometry(int size);

// A set of points of a board with at most 64 * kWords points.
template <int kWords>
struct PointSet {
  std::array<std::uint64_t, kWords> words{};

  bool has(int point) const { return words[point >> 6] >> (point & 63) & 1; }
  void add(int point) { words[point >> 6] |= std::uint64_t{1} << (point & 63); }
  void remove(int point) { words[point >> 6] &= ~(std::uint64_t{1} << (point & 63)); }

  bool empty() const {
    std::uint64_t any = 0;
    for (auto word : words) any |= word;
    return any == 0;
  }
  int count() const {
    int total = 0;
    for (auto word : words) total += __builtin_popcountll(word);
    return total;
  }
  int first() const {  // of a set that is not empty
    for (int i = 0;; ++i)
      if (words[i]) return i * 64 + __builtin_ctzll(words[i]);
  }
  PointSet& operator|=(const PointSet& other) {
    for (int i = 0; i < kWords; ++i) words[i] |= other.words[i];
    return *this;
  }
  PointSet& operator&=(const PointSet& other) {
    for (int i = 0; i < kWords; ++i) words[i] &= other.words[i];
    return *this;
  }
  bool operator==(const PointSet& other) const { return words == other.words; }

  template <class Visit>
  void for_each(Visit visit) const {
    for (int i = 0; i < kWords; ++i)
      for (std::uint64_t rest = words[i]; rest; rest &= rest - 1)
        visit(static_cast<Point>(i * 64 + __builtin_ctzll(rest)));
  }
};

}  // namespace tengen::go
