// Rules as data.
#pragma once

#include <cstdint>

namespace tengen::go {

enum class Ko : std::uint8_t { kSimple, kPositional, kSituational };

struct Rules {
  Ko ko = Ko::kPositional;
  bool suicide = false;
};

// Why a move cannot be played.
enum class Verdict : std::uint8_t {
  kLegal,
  kOffTheBoard,
  kOccupied,
  kSuicide,
  kKo,
  kSuperko,
};

}  // namespace tengen::go
