// Positions of recorded games as the batches that training eats: planes, the move played,
// who won. Several threads; nothing is allocated for a position.
#pragma once

#include <cstdint>

#include "go/planes.h"
#include "go/planes_writer.h"

namespace tengen::go {

// Games of one size, as archives store them. The moves of game g lie from starts[g] to
// starts[g + 1], its set-up stones from setup_starts[g] to setup_starts[g + 1].
struct GameArrays {
  int size;
  std::int64_t games;
  const std::uint16_t* moves;
  std::int64_t move_count;
  const std::int64_t* starts;
  const std::uint16_t* setup;
  std::int64_t setup_count;
  const std::int64_t* setup_starts;
  const float* komi;
  const std::uint8_t* winner;  // 0 a draw, 1 Black, 2 White, 255 unknown
  const std::uint8_t* values;  // beside moves: White's percents, 255 unknown; or null

  bool holds(std::int64_t game, std::int64_t ply) const;
  GameView view(std::int64_t game) const;
  float white_wins(std::int64_t game, std::int64_t ply) const;
};

// What is asked for, and where it goes. Places that are null are left out.
template <class Element>
struct PositionBatch {
  std::int64_t count;
  const std::int64_t* games;
  const std::int32_t* plies;
  const std::uint8_t* symmetries;
  Element* planes;        // (count, size, size, planes)
  std::int32_t* policy;   // (count,) the move after the symmetry; -1 after the last one
  float* value;           // (count,) the probability that White wins; NaN if unknown
  float* end;             // (count, size, size, 2) last board, without the symmetry
  float* groups;          // (count, size, size) 1 + name of the stone's chain
};

// Writes the planes of one position after the other.
template <int kWords>
class Encoder {
 public:
  Encoder(int size, PlaneKind kind)
      : kind_(kind), position_(size), sources_(symmetry_sources(size)) {}

  // False where the game cannot be replayed to there.
  bool come_to(const GameView& game, int ply) {
    return position_.replay(game, ply, history_of(kind_));
  }
  Position<kWords>& position() { return position_; }
  template <class Element>
  void write(int symmetry, Element* planes) {
    fill_planes(kind_, position_, bits_);
    write_planes(bits_.data(), position_.points(), plane_count(kind_),
                 sources_[symmetry], planes);
  }

 private:
  PlaneKind kind_;
  Position<kWords> position_;
  PlaneBits<kWords> bits_;
  const SymmetrySources& sources_;
};

// Every game and ply must be one that `holds` and every symmetry below 8. Returns the
// first place in the batch whose game has an impossible move, or -1.
template <class Element>
std::int64_t encode_positions(const GameArrays& arrays, PlaneKind kind,
                              const PositionBatch<Element>& batch, int threads);

}  // namespace tengen::go
