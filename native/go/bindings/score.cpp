// Life and scores as Python sees them. Sets of points come as bool arrays
// (points,) and go out as arrays (size, size).
#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>

#include "go/bindings/arrays.h"
#include "go/bindings/bindings.h"
#include "go/bindings/board.h"
#include "go/playout.h"
#include "go/score.h"

namespace nb = nanobind;

namespace tengen::go {
namespace {

using Mask = nb::ndarray<const bool, nb::ndim<1>, nb::c_contig, nb::device::cpu>;

template <class Element>
auto new_grid(const AnyBoard& board) {
  auto side = static_cast<std::size_t>(board.size());
  return new_array<Element>({side, side});
}

template <int kWords>
PointSet<kWords> chains_at(const Board<kWords>& board, const Mask& mask) {
  PointSet<kWords> points;
  for (int point = 0; point < board.points(); ++point)
    if (mask(point)) points.add(point);
  return whole_chains(board, points);
}

void check_mask(const AnyBoard& board, const Mask& mask) {
  if (static_cast<int>(mask.shape(0)) != board.points())
    throw nb::value_error("a set of points has one element per point");
}

auto alive(const AnyBoard& any) {
  auto grid = new_grid<std::uint8_t>(any);
  any.visit([&](const auto& board) {
    auto black = unconditionally_alive(board, kBlack);
    auto white = unconditionally_alive(board, kWhite);
    for (int point = 0; point < board.points(); ++point)
      grid.data()[point] = black.holds(point)   ? kBlack
                           : white.holds(point) ? kWhite
                                                : kEmpty;
  });
  return grid;
}

auto dead(const AnyBoard& any) {
  auto grid = new_grid<bool>(any);
  any.visit([&](const auto& board) {
    auto stones = surely_dead(board);
    for (int point = 0; point < board.points(); ++point)
      grid.data()[point] = stones.has(point);
  });
  return grid;
}

auto owners(const AnyBoard& any, Mask dead) {
  check_mask(any, dead);
  auto grid = new_grid<std::uint8_t>(any);
  any.visit([&](const auto& board) {
    const Count count(board, chains_at(board, dead));
    std::copy_n(count.owners().begin(), board.points(), grid.data());
  });
  return grid;
}

int area(const AnyBoard& any, Mask dead) {
  check_mask(any, dead);
  return any.visit(
      [&](const auto& board) { return Count(board, chains_at(board, dead)).area(); });
}

int territory(const AnyBoard& any, Mask dead) {
  check_mask(any, dead);
  return any.visit([&](const auto& board) {
    return Count(board, chains_at(board, dead)).territory();
  });
}

// Whose point is it at the end of a random game, in which only small eyes stay empty?
template <int kWords>
int last_owner(const Playout<kWords>& game, const Geometry& tables, int point) {
  if (game.at(point) != kEmpty) return game.at(point);
  for (Point next : tables.neighbours[point])
    if (next != tables.points && game.at(next) != kEmpty) return game.at(next);
  return kEmpty;
}

// How much more often a point ends up Black's than White's: -1 ... 1.
auto playout_ownership(const AnyBoard& any, int playouts, std::uint64_t seed) {
  auto grid = new_grid<float>(any);
  nb::gil_scoped_release release;
  any.visit([&](const auto& board) {
    std::vector<int> black_ahead(board.points());
    SplitMix random{seed};
    for (int i = 0; i < playouts; ++i) {
      Playout game(board);
      game.finish(random);
      for (int point = 0; point < board.points(); ++point) {
        int owner = last_owner(game, board.tables(), point);
        black_ahead[point] += (owner == kBlack) - (owner == kWhite);
      }
    }
    for (int point = 0; point < board.points(); ++point)
      grid.data()[point] = static_cast<float>(black_ahead[point]) / playouts;
  });
  return grid;
}

}  // namespace

void bind_score(nb::module_& m) {
  m.def("unconditionally_alive", &alive, nb::arg("board"));
  m.def("surely_dead", &dead, nb::arg("board"));
  m.def("owners", &owners, nb::arg("board"), nb::arg("dead"));
  m.def("playout_ownership", &playout_ownership, nb::arg("board"), nb::arg("playouts"),
        nb::arg("seed"));
  m.def("area", &area, nb::arg("board"), nb::arg("dead"));
  m.def("territory", &territory, nb::arg("board"), nb::arg("dead"));
}

}  // namespace tengen::go
