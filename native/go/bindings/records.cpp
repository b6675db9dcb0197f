// Whole records held against the rules.
#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>

#include <cstdint>
#include <utility>

#include "go/bindings/bindings.h"
#include "go/dispatch.h"

namespace nb = nanobind;

namespace tengen::go {
namespace {

// A move of an archive: the point in bits 0 to 9, White's are marked by bit 10.
using Codes = nb::ndarray<const std::uint16_t, nb::ndim<1>, nb::c_contig, nb::device::cpu>;
constexpr int kPointBits = 0x3FF;
constexpr int kWhiteBit = 0x400;

Colour colour_of(std::uint16_t code) { return code & kWhiteBit ? kWhite : kBlack; }

struct Finding {
  int move;  // the first that cannot be played; -1: none; -2: the set-up is impossible
  Verdict verdict;
};

template <int kWords>
Finding check(Board<kWords>& board, const std::uint16_t* setup, std::size_t stones,
              const std::uint16_t* moves, std::size_t count) {
  for (std::size_t i = 0; i < stones; ++i) {
    int point = setup[i] & kPointBits;
    if (point >= board.points()) return {-2, Verdict::kOffTheBoard};
    if (board.at(point) != kEmpty) return {-2, Verdict::kOccupied};
    board.put(point, colour_of(setup[i]));
  }
  for (int point = 0; point < board.points(); ++point)
    if (board.at(point) != kEmpty && board.liberty_count(point) == 0)
      return {-2, Verdict::kSuicide};
  if (count) board.set_to_play(colour_of(moves[0]));
  board.forget_history();
  for (std::size_t i = 0; i < count; ++i) {
    int point = moves[i] & kPointBits;
    Colour colour = colour_of(moves[i]);
    Verdict verdict = board.judge(point, colour);
    if (verdict != Verdict::kLegal) return {static_cast<int>(i), verdict};
    board.play(point, colour);
  }
  return {-1, Verdict::kLegal};
}

// (move, verdict): see Finding; the verdict is a place in `tengen._go.verdicts`.
std::pair<int, int> check_record(int size, int ko, bool suicide, const Codes& setup,
                                 const Codes& moves) {
  if (size < kSmallestSize || size > kLargestSize) throw nb::value_error("board size");
  nb::gil_scoped_release unlocked;
  Finding found = with_words(size, [&](auto words) {
    Board<decltype(words)::value> board(size, Rules{static_cast<Ko>(ko), suicide});
    return check(board, setup.data(), setup.size(), moves.data(), moves.size());
  });
  return {found.move, static_cast<int>(found.verdict)};
}

}  // namespace

void bind_records(nb::module_& m) {
  m.def(
      "check_record",
      [](int size, int ko, bool suicide, const Codes& setup, const Codes& moves) {
        auto [move, verdict] = check_record(size, ko, suicide, setup, moves);
        return nb::make_tuple(move, verdict);
      },
      nb::arg("size"), nb::arg("ko"), nb::arg("suicide"), nb::arg("setup"),
      nb::arg("moves"));
}

}  // namespace tengen::go
