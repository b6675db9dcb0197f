// Ladders, asked of a board.
#include <nanobind/nanobind.h>
#include <nanobind/stl/pair.h>
#include <nanobind/stl/vector.h>

#include <stdexcept>
#include <utility>
#include <vector>

#include "go/bindings/bindings.h"
#include "go/bindings/board.h"
#include "go/ladder.h"

namespace nb = nanobind;

namespace tengen::go {

namespace {

template <int kWords>
QuickBoard<kWords> quick_board(const Board<kWords>& board) {
  QuickBoard<kWords> quick(board.size());
  for (int point = 0; point < board.points(); ++point)
    if (board.at(point) != kEmpty) quick.put(point, board.at(point));
  return quick;
}

// Calls body(reader) with a reader on the stones of the board. The ko
// point binds the player whose turn it is, nobody else.
template <class Body>
auto read(const AnyBoard& any, int stone, bool owner_first, Body body) {
  if (stone < 0 || stone >= any.points())
    throw std::out_of_range("no such point on this board");
  return any.visit([&](const auto& board) {
    if (board.at(stone) == kEmpty) throw std::invalid_argument("there is no stone");
    auto quick = quick_board(board);
    Colour first = owner_first ? board.at(stone) : opponent(board.at(stone));
    if (first == board.to_play()) quick.set_ko_point(board.ko_point());
    LadderReader reader(quick);
    return body(reader);
  });
}

template <class Moves>
std::vector<int> list_of(const Moves& moves) {
  return {moves.points.begin(), moves.points.begin() + moves.count};
}

}  // namespace

void bind_ladder(nb::module_& m) {
  m.def("ladder_captured", [](const AnyBoard& any, int stone) {
    return read(any, stone, false,
                [&](auto& ladder) { return ladder.attack_works(stone); });
  });
  m.def("ladder_escapes", [](const AnyBoard& any, int stone) {
    return read(any, stone, true,
                [&](auto& ladder) { return !ladder.defence_fails(stone); });
  });
  m.def("ladder_moves", [](const AnyBoard& any, int stone) {
    return std::pair(
        read(any, stone, false,
             [&](auto& ladder) { return list_of(ladder.capturing_moves(stone)); }),
        read(any, stone, true,
             [&](auto& ladder) { return list_of(ladder.escaping_moves(stone)); }));
  });
}

}  // namespace tengen::go
