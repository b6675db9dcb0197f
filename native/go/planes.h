// Input planes of networks: every plane of a point is one bit of a word.
//
// A kind of planes fills an array of words, one for each point; `write_planes` spreads
// the bits out as numbers, in one of the eight symmetries. Layout of the result:
// (row, column, plane).
#pragma once

#include <array>
#include <cstdint>

#include "go/ladder.h"
#include "go/planes_position.h"

namespace tengen::go {

enum class PlaneKind { kGolois, kAlphaGo, kAlphaGoValue, kZero, kExercise };

// Number of planes, and of boards (with the present one) that they show.
constexpr int plane_count(PlaneKind kind) {
  switch (kind) {
    case PlaneKind::kGolois: return 31;
    case PlaneKind::kAlphaGo: return 48;
    case PlaneKind::kAlphaGoValue: return 49;
    case PlaneKind::kZero: return 17;
    case PlaneKind::kExercise: return 6;
  }
  return 0;
}
constexpr int history_of(PlaneKind kind) {
  switch (kind) {
    case PlaneKind::kGolois: return 5;
    case PlaneKind::kZero: return 8;
    default: return 1;
  }
}

template <int kWords>
using PlaneBits = std::array<std::uint64_t, QuickBoard<kWords>::kMaxPoints>;

constexpr std::uint64_t plane(int index) { return std::uint64_t{1} << index; }

// One of `count` planes that stand for 1, 2, ..., `count` or more.
constexpr std::uint64_t one_hot(int first, int count, int value) {
  return plane(first + (value < count ? value : count) - 1);
}

// Planes `own` and `own + 1`: the stones of the player to move, and of the opponent.
struct StoneBits {
  StoneBits(Colour to_play, int own) {
    bits[to_play] = plane(own);
    bits[opponent(to_play)] = plane(own + 1);
  }
  std::uint64_t operator[](std::uint8_t colour) const { return bits[colour]; }
  std::array<std::uint64_t, 3> bits{};
};

template <int kWords>
void golois_planes(Position<kWords>& position, PlaneBits<kWords>& bits);
template <int kWords>
void alphago_planes(Position<kWords>& position, PlaneBits<kWords>& bits);
template <int kWords>
void zero_planes(const Position<kWords>& position, PlaneBits<kWords>& bits);
template <int kWords>
void exercise_planes(const Position<kWords>& position, PlaneBits<kWords>& bits);

// The words of a position that was replayed with the history of this kind. Ladders are
// read on its board, which is the same afterwards.
template <int kWords>
void fill_planes(PlaneKind kind, Position<kWords>& position, PlaneBits<kWords>& bits) {
  switch (kind) {
    case PlaneKind::kGolois: return golois_planes(position, bits);
    case PlaneKind::kAlphaGo:
    case PlaneKind::kAlphaGoValue: return alphago_planes(position, bits);
    case PlaneKind::kZero: return zero_planes(position, bits);
    case PlaneKind::kExercise: return exercise_planes(position, bits);
  }
}

}  // namespace tengen::go
