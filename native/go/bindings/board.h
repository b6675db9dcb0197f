// A board of any size, its moves and the way back: what Python holds as tengen._go.Board.
//
// Other files of this folder take `AnyBoard&` as an argument and look inside by
//   any.visit([&](auto& board) { ... });   // a Board<2>, Board<6> or Board<10>
#pragma once

#include <cstdint>
#include <memory>
#include <utility>
#include <variant>
#include <vector>

#include "go/dispatch.h"

namespace tengen::go {

struct PlayedMove {
  Colour colour;
  Point point;
  Colour turn;  // whose move it was before
};

class AnyBoard {
 public:
  using Variant = std::variant<SmallBoard, MiddleBoard, LargeBoard>;

  AnyBoard(int size, Rules rules) : board_(make(size, rules)) { begin_anew(); }

  template <class Body>
  decltype(auto) visit(Body&& body) const {
    return std::visit(std::forward<Body>(body), board_);
  }
  int size() const {
    return visit([](const auto& board) { return board.size(); });
  }
  int points() const { return size() * size(); }
  const std::vector<PlayedMove>& moves() const { return moves_; }
  // The position that the first of `moves` was played in.
  const Variant& start() const { return *start_; }

  int play(int point, Colour colour);  // a move that `judge` calls legal
  void undo();                         // the last of `moves`
  void set_to_play(Colour colour);
  void set_stones(const std::uint8_t* colours);

 private:
  static Variant make(int size, Rules rules);
  void begin_anew() {
    start_ = std::make_shared<const Variant>(board_);
    moves_.clear();
  }
  template <class Body>
  decltype(auto) change(Body&& body) {
    return std::visit(std::forward<Body>(body), board_);
  }

  Variant board_;
  std::shared_ptr<const Variant> start_;  // shared between copies
  std::vector<PlayedMove> moves_;
};

}  // namespace tengen::go
