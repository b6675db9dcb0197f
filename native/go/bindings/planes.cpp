// Planes and targets for Python: of boards, and of games in an archive.
#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <vector>

#include "go/bindings/bindings.h"
#include "go/bindings/board.h"
#include "go/bindings/planes.h"
#include "go/position_batch.h"

namespace nb = nanobind;

namespace tengen::go {

PlaneKind kind_of(const std::string& name) {
  if (name == "golois") return PlaneKind::kGolois;
  if (name == "alphago") return PlaneKind::kAlphaGo;
  if (name == "alphago-value") return PlaneKind::kAlphaGoValue;
  if (name == "zero") return PlaneKind::kZero;
  if (name == "exercise") return PlaneKind::kExercise;
  throw std::invalid_argument("no planes of the kind '" + name + "'");
}

namespace {

template <class Element>
using Vector = nb::ndarray<Element, nb::ndim<1>, nb::c_contig, nb::device::cpu>;
template <class Element>
using Array = nb::ndarray<Element, nb::c_contig, nb::device::cpu>;
using AnyArray = nb::ndarray<nb::c_contig, nb::device::cpu>;

void require(bool true_of_arrays, const char* what) {
  if (!true_of_arrays) throw std::invalid_argument(what);
}

template <class Element>
bool has_length(const std::optional<Array<Element>>& array, std::size_t length) {
  return !array || array->size() == length;
}

template <class Element>
Element* start_of(const std::optional<Array<Element>>& array) {
  return array ? array->data() : nullptr;
}

// Float or byte, as the planes are.
template <class Body>
void with_element(const AnyArray& planes, Body body) {
  if (planes.dtype() == nb::dtype<float>())
    body(static_cast<float*>(planes.data()));
  else if (planes.dtype() == nb::dtype<std::uint8_t>())
    body(static_cast<std::uint8_t*>(planes.data()));
  else
    throw std::invalid_argument("planes are float32 or uint8");
}

// A game in an archive, checked: sizes here, contents where they are asked for.
GameArrays game_arrays(int size, const Vector<const std::uint16_t>& moves,
                       const Vector<const std::int64_t>& starts,
                       const Vector<const std::uint16_t>& setup,
                       const Vector<const std::int64_t>& setup_starts,
                       const Vector<const float>& komi,
                       const Vector<const std::uint8_t>& winner,
                       const std::optional<Vector<const std::uint8_t>>& values) {
  std::size_t games = komi.size();
  require(size >= kSmallestSize && size <= kLargestSize, "boards are 2x2 to 25x25");
  require(starts.size() == games + 1, "one more of `starts` than games");
  require(setup_starts.size() == games + 1, "one more of `setup_starts` than games");
  require(winner.size() == games, "one `winner` for each game");
  require(!values || values->size() == moves.size(), "one of `values` for each move");
  return {size, static_cast<std::int64_t>(games),
          moves.data(), static_cast<std::int64_t>(moves.size()), starts.data(),
          setup.data(), static_cast<std::int64_t>(setup.size()), setup_starts.data(),
          komi.data(), winner.data(), values ? values->data() : nullptr};
}

// The place in the batch of the first game that cannot be replayed; -1 if all can.
std::int64_t encode_games(
    const std::string& kind_name, int size, Vector<const std::uint16_t> moves,
    Vector<const std::int64_t> starts, Vector<const std::uint16_t> setup,
    Vector<const std::int64_t> setup_starts, Vector<const float> komi,
    Vector<const std::uint8_t> winner, std::optional<Vector<const std::uint8_t>> values,
    Vector<const std::int64_t> games, Vector<const std::int32_t> plies,
    std::optional<Vector<const std::uint8_t>> symmetries, AnyArray planes,
    std::optional<Array<std::int32_t>> policy, std::optional<Array<float>> value,
    std::optional<Array<float>> end, std::optional<Array<float>> groups, int threads) {
  PlaneKind kind = kind_of(kind_name);
  GameArrays arrays =
      game_arrays(size, moves, starts, setup, setup_starts, komi, winner, values);
  std::size_t count = games.size(), points = size * size;
  require(plies.size() == count, "one of `plies` for each of `games`");
  require(!symmetries || symmetries->size() == count, "one symmetry for each position");
  require(planes.size() == count * points * plane_count(kind), "planes of another shape");
  require(has_length(policy, count), "one policy target for each position");
  require(has_length(value, count), "one value target for each position");
  require(has_length(end, count * points * 2), "`end` of another shape");
  require(has_length(groups, count * points), "`groups` of another shape");
  for (std::size_t i = 0; i < count; ++i) {
    if (!arrays.holds(games.data()[i], plies.data()[i]))
      throw std::out_of_range("no game " + std::to_string(games.data()[i]) +
                              " with a move " + std::to_string(plies.data()[i]));
    require(!symmetries || symmetries->data()[i] < 8, "symmetries are 0 to 7");
  }
  std::int64_t failed = -1;
  with_element(planes, [&](auto* elements) {
    PositionBatch<std::remove_pointer_t<decltype(elements)>> batch{
        static_cast<std::int64_t>(count), games.data(), plies.data(),
        symmetries ? symmetries->data() : nullptr, elements, start_of(policy),
        start_of(value), start_of(end), start_of(groups)};
    nb::gil_scoped_release others_may_run;
    failed = encode_positions(arrays, kind, batch, threads);
  });
  return failed;
}

// A board's set-up and moves, coded as an archive codes them.
struct CodedGame {
  explicit CodedGame(const AnyBoard& any) {
    any.visit([&](const auto& board) { to_play = board.to_play(); });
    std::visit(
        [&](const auto& board) {
          for (int point = 0; point < board.points(); ++point)
            if (board.at(point) != kEmpty)
              setup.push_back(MoveCode::of(point, board.at(point)));
        },
        any.start());
    for (const PlayedMove& move : any.moves())
      moves.push_back(MoveCode::of(move.point, move.colour));
  }
  GameView view(float komi) const {
    return {setup.data(), static_cast<int>(setup.size()), moves.data(),
            static_cast<int>(moves.size()), komi};
  }

  std::vector<std::uint16_t> setup, moves;
  Colour to_play;
};

void encode_boards(const std::string& kind_name,
                   const std::vector<const AnyBoard*>& boards, Vector<const float> komi,
                   Vector<const std::uint8_t> symmetries, AnyArray planes) {
  PlaneKind kind = kind_of(kind_name);
  if (boards.empty()) return;
  int size = boards[0]->size();
  std::size_t row = size * size * plane_count(kind);
  require(komi.size() == boards.size(), "one komi for each board");
  require(symmetries.size() == boards.size(), "one symmetry for each board");
  require(planes.size() == boards.size() * row, "planes of another shape");
  std::vector<CodedGame> games;
  for (std::size_t i = 0; i < boards.size(); ++i) {
    require(boards[i]->size() == size, "boards of one size");
    require(symmetries.data()[i] < 8, "symmetries are 0 to 7");
    games.emplace_back(*boards[i]);
  }
  nb::gil_scoped_release others_may_run;
  with_element(planes, [&](auto* elements) {
    with_words(size, [&](auto words) {
      Encoder<decltype(words)::value> encoder(size, kind);
      for (std::size_t i = 0; i < games.size(); ++i) {
        GameView game = games[i].view(komi.data()[i]);
        encoder.come_to(game, game.move_count);
        encoder.position().to_play = games[i].to_play;
        encoder.write(symmetries.data()[i], elements + i * row);
      }
    });
  });
}

}  // namespace

void bind_planes(nb::module_& m) {
  m.def("encode_games", &encode_games, nb::arg("kind"), nb::arg("size"),
        nb::arg("moves").noconvert(), nb::arg("starts").noconvert(),
        nb::arg("setups").noconvert(), nb::arg("setup_starts").noconvert(),
        nb::arg("komi").noconvert(), nb::arg("winner").noconvert(),
        nb::arg("values").noconvert().none(), nb::arg("games").noconvert(),
        nb::arg("plies").noconvert(), nb::arg("symmetries").noconvert().none(),
        nb::arg("x").noconvert(), nb::arg("policy").noconvert().none(),
        nb::arg("value").noconvert().none(), nb::arg("end").noconvert().none(),
        nb::arg("groups").noconvert().none(), nb::arg("threads"));
  m.def("encode_boards", &encode_boards, nb::arg("kind"), nb::arg("boards"),
        nb::arg("komi").noconvert(), nb::arg("symmetries").noconvert(),
        nb::arg("x").noconvert());
  nb::dict counts;
  for (const char* name : {"golois", "alphago", "alphago-value", "zero", "exercise"})
    counts[name] = plane_count(kind_of(name));
  m.attr("plane_counts") = counts;
}

}  // namespace tengen::go
