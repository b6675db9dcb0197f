// From a size that is known at run time to the board made for it.
#pragma once

#include "go/board.h"

namespace tengen::go {

using SmallBoard = Board<2>;    // up to 11x11
using MiddleBoard = Board<6>;   // up to 19x19
using LargeBoard = Board<10>;   // up to 25x25

template <int kWords>
struct Words {
  static constexpr int value = kWords;
};

// Call `body(Words<n>{})` with the number of words that boards of this size need:
//   with_words(size, [&](auto words) { Board<decltype(words)::value> board(size); ... });
template <class Body>
auto with_words(int size, Body body) {
  if (size <= 11) return body(Words<2>{});
  if (size <= 19) return body(Words<6>{});
  return body(Words<10>{});
}

}  // namespace tengen::go
