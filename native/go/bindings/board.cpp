// The board as Python sees it: one class for all sizes.
#include "go/bindings/board.h"

#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/tuple.h>
#include <nanobind/stl/vector.h>

#include <optional>
#include <stdexcept>
#include <string>
#include <tuple>

#include "go/bindings/arrays.h"
#include "go/bindings/bindings.h"
#include "go/eyes.h"
#include "go/perft.h"
#include "go/symmetry.h"

namespace nb = nanobind;

namespace tengen::go {

AnyBoard::Variant AnyBoard::make(int size, Rules rules) {
  return with_words(size, [&](auto words) -> Variant {
    return Board<decltype(words)::value>(size, rules);
  });
}

int AnyBoard::play(int point, Colour colour) {
  return change([&](auto& board) {
    moves_.push_back({colour, static_cast<Point>(point), board.to_play()});
    return board.play(point, colour);
  });
}

// Boards know no way back: the game is played again, which takes some microseconds.
void AnyBoard::undo() {
  Colour turn = moves_.back().turn;
  moves_.pop_back();
  board_ = *start_;
  change([&](auto& board) {
    for (const PlayedMove& move : moves_) board.play(move.point, move.colour);
    board.set_to_play(turn);
  });
}

void AnyBoard::set_to_play(Colour colour) {
  change([&](auto& board) { board.set_to_play(colour); });
  if (moves_.empty()) begin_anew();
}

void AnyBoard::set_stones(const std::uint8_t* colours) {
  change([&](auto& board) { board.set_stones(colours); });
  begin_anew();
}

namespace {

Ko ko_of(const std::string& name) {
  if (name == "simple") return Ko::kSimple;
  if (name == "positional") return Ko::kPositional;
  if (name == "situational") return Ko::kSituational;
  throw std::invalid_argument("ko is simple, positional or situational, not " + name);
}

const char* name_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::kLegal: return "legal";
    case Verdict::kOffTheBoard: return "off the board";
    case Verdict::kOccupied: return "occupied";
    case Verdict::kSuicide: return "suicide";
    case Verdict::kKo: return "ko";
    case Verdict::kSuperko: return "superko";
  }
  return "";
}

Colour colour_of(int colour) {
  if (colour != kBlack && colour != kWhite)
    throw std::invalid_argument("a colour is 1 (Black) or 2 (White)");
  return static_cast<Colour>(colour);
}

int on_board(const AnyBoard& any, int point) {
  if (point < 0 || point >= any.points())
    throw std::out_of_range("no such point on this board");
  return point;
}

AnyBoard make_board(int size, const std::string& ko, bool suicide) {
  if (size < kSmallestSize || size > kLargestSize)
    throw std::invalid_argument("boards are 2x2 to 25x25");
  return AnyBoard(size, {ko_of(ko), suicide});
}

auto stones(const AnyBoard& any) {
  return any.visit([&](const auto& board) {
    std::size_t size = board.size();
    auto array = new_array<std::uint8_t>({size, size});
    for (int point = 0; point < board.points(); ++point)
      array.data()[point] = board.at(point);
    return array;
  });
}

auto liberties(const AnyBoard& any) {
  return any.visit([&](const auto& board) {
    std::size_t size = board.size();
    auto array = new_array<std::int16_t>({size, size});
    for (int point = 0; point < board.points(); ++point)
      array.data()[point] = static_cast<std::int16_t>(
          board.at(point) == kEmpty ? 0 : board.liberty_count(point));
    return array;
  });
}

auto legal_moves(const AnyBoard& any, int colour) {
  Colour player = colour_of(colour);
  return any.visit([&](const auto& board) {
    auto array = new_array<bool>({static_cast<std::size_t>(board.points() + 1)});
    for (int point = 0; point <= board.points(); ++point)
      array.data()[point] = board.is_legal(point, player);
    return array;
  });
}

std::vector<int> chain(const AnyBoard& any, int point) {
  std::vector<int> found;
  any.visit([&](const auto& board) {
    if (board.at(on_board(any, point)) == kEmpty) return;
    board.for_each_stone(point, [&](Point stone) { found.push_back(stone); });
  });
  return found;
}

int play(AnyBoard& any, int point, int colour) {
  Colour player = colour_of(colour);
  bool legal =
      any.visit([&](const auto& board) { return board.is_legal(point, player); });
  if (!legal) throw std::invalid_argument("illegal move");
  return any.play(point, player);
}

void undo(AnyBoard& any) {
  if (any.moves().empty()) throw std::out_of_range("no move to take back");
  any.undo();
}

void set_stones(AnyBoard& any, nb::ndarray<const std::uint8_t, nb::c_contig> colours) {
  if (colours.size() != static_cast<std::size_t>(any.points()))
    throw std::invalid_argument("one colour for each point of the board");
  any.set_stones(colours.data());
}

auto moves(const AnyBoard& any) {
  std::vector<std::tuple<int, int>> list;
  for (const PlayedMove& move : any.moves()) list.emplace_back(move.colour, move.point);
  return list;
}

std::optional<int> ko_point(const AnyBoard& any) {
  return any.visit([](const auto& board) -> std::optional<int> {
    if (board.ko_point() == board.pass()) return std::nullopt;
    return board.ko_point();
  });
}

// A property that is a single number of the board inside.
template <class Read>
auto reader(Read read) {
  return [read](const AnyBoard& any) { return any.visit(read); };
}

}  // namespace

void bind_board(nb::module_& m) {
  m.attr("smallest_size") = kSmallestSize;
  m.attr("largest_size") = kLargestSize;
  m.def("symmetry", &symmetric, nb::arg("point"), nb::arg("size"), nb::arg("k"));

  m.def("count_positions", [](int size) {
    if (size < kSmallestSize || size > 4)
      throw std::invalid_argument("positions are counted on boards from 2x2 to 4x4");
    nb::gil_scoped_release unlocked;
    return count_positions<2>(size);
  });

  nb::class_<AnyBoard>(m, "Board")
      .def("__init__",
           [](AnyBoard* self, int size, const std::string& ko, bool suicide) {
             new (self) AnyBoard(make_board(size, ko, suicide));
           },
           nb::arg("size"), nb::arg("ko"), nb::arg("suicide"))
      .def("copy", [](const AnyBoard& any) { return any; })
      .def_prop_ro("size", &AnyBoard::size)
      .def_prop_rw(
          "to_play", reader([](const auto& board) -> int { return board.to_play(); }),
          [](AnyBoard& any, int colour) { any.set_to_play(colour_of(colour)); })
      .def_prop_ro("hash", reader([](const auto& board) { return board.hash(); }))
      .def_prop_ro("canonical_hash",
                   reader([](const auto& board) { return canonical_hash(board); }))
      .def_prop_ro("passes",
                   reader([](const auto& board) { return board.passes_in_a_row(); }))
      .def_prop_ro("move_number",
                   [](const AnyBoard& any) { return any.moves().size(); })
      .def_prop_ro("moves", &moves)
      .def_prop_ro("ko_point", &ko_point)
      .def("stones", &stones)
      .def("liberties", &liberties)
      .def("at", [](const AnyBoard& any, int point) -> int {
        on_board(any, point);
        return any.visit([&](const auto& board) { return board.at(point); });
      })
      .def("captured_by", [](const AnyBoard& any, int colour) {
        Colour player = colour_of(colour);
        return any.visit([&](const auto& board) { return board.captured_by(player); });
      })
      .def("judge", [](const AnyBoard& any, int point, int colour) {
        Colour player = colour_of(colour);
        return name_of(
            any.visit([&](const auto& board) { return board.judge(point, player); }));
      })
      .def("legal_moves", &legal_moves)
      .def("chain", &chain)
      .def("is_own_eye", [](const AnyBoard& any, int point, int colour) {
        Colour player = colour_of(colour);
        on_board(any, point);
        return any.visit([&](const auto& board) {
          return board.at(point) == kEmpty && is_own_eye(board, point, player);
        });
      })
      .def("play", &play)
      .def("undo", &undo)
      .def("set_stones", &set_stones);
}

}  // namespace tengen::go
