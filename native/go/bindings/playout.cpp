// Random games to the end, one or many.
#include "go/playout.h"

#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>
#include <nanobind/stl/pair.h>
#include <nanobind/stl/tuple.h>
#include <nanobind/stl/vector.h>

#include <algorithm>
#include <cstdint>
#include <stdexcept>
#include <thread>
#include <tuple>
#include <utility>
#include <vector>

#include "go/bindings/arrays.h"
#include "go/bindings/bindings.h"
#include "go/bindings/board.h"

namespace nb = nanobind;

namespace tengen::go {
namespace {

// A generator for one game of many: the same whichever thread plays it.
SplitMix generator(std::uint64_t seed, std::uint64_t game) {
  SplitMix seeds{seed};
  return {seeds.next() ^ SplitMix{game}.next()};
}

auto playout(const AnyBoard& any, std::uint64_t seed) {
  PlayoutResult result{};
  std::vector<std::pair<int, int>> moves;
  any.visit([&](const auto& board) {
    SplitMix random = generator(seed, 0);
    result = Playout(board).finish(random, [&](int point, Colour colour) {
      moves.emplace_back(colour, point);
    });
  });
  return std::make_pair(result.area, moves);
}

auto playouts(const AnyBoard& any, std::uint64_t seed, std::size_t first,
              std::size_t games, int threads) {
  if (threads < 1) throw std::invalid_argument("threads must be 1 or more");
  auto areas = new_array<std::int16_t>({games});
  auto lengths = new_array<std::int16_t>({games});
  std::int16_t *area = areas.data(), *length = lengths.data();
  {
    nb::gil_scoped_release unlocked;
    any.visit([&](const auto& board) {
      const Playout start(board);
      auto play = [&](std::size_t from, std::size_t to) {
        auto game = start;
        for (std::size_t i = from; i < to; ++i) {
          SplitMix random = generator(seed, first + i);
          game = start;
          PlayoutResult result = game.finish(random);
          area[i] = static_cast<std::int16_t>(result.area);
          length[i] = static_cast<std::int16_t>(result.moves);
        }
      };
      std::vector<std::thread> others;
      for (int t = 1; t < threads; ++t)
        others.emplace_back(play, games * t / threads, games * (t + 1) / threads);
      play(0, games / threads);
      for (std::thread& other : others) other.join();
    });
  }
  return std::make_tuple(areas, lengths);
}

}  // namespace

void bind_playout(nb::module_& m) {
  m.def("playout", &playout, nb::arg("board"), nb::arg("seed"));
  m.def("playouts", &playouts, nb::arg("board"), nb::arg("seed"), nb::arg("first"),
        nb::arg("games"), nb::arg("threads"));
}

}  // namespace tengen::go
