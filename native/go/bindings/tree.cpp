// The search tree as Python sees it: tengen._go.Search.
#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <stdexcept>
#include <string>
#include <variant>
#include <vector>

#include "go/bindings/arrays.h"
#include "go/bindings/bindings.h"
#include "go/bindings/board.h"
#include "go/bindings/planes.h"
#include "go/instinct.h"
#include "go/playout.h"
#include "go/position_batch.h"
#include "go/search.h"
#include "go/useful.h"

namespace nb = nanobind;

namespace tengen::go {

namespace {

using Floats = nb::ndarray<const float, nb::c_contig, nb::device::cpu>;

class AnySearch {
 public:
  AnySearch(const AnyBoard& any, const Outcome& outcome, const PuctOptions& how)
      : search_(any.visit([&](const auto& board) -> Variant {
          Point last = any.moves().empty() ? Point{-1} : any.moves().back().point;
          return Search(board, last, outcome, how);
        })),
        outcome_(outcome) {
    std::visit(
        [&](const auto& board) {
          for (int point = 0; point < board.points(); ++point)
            if (board.at(point) != kEmpty)
              setup_.push_back(MoveCode::of(point, board.at(point)));
        },
        any.start());
    for (const PlayedMove& move : any.moves())
      moves_.push_back(MoveCode::of(move.point, move.colour));
  }

  template <class Body>
  decltype(auto) visit(Body&& body) {
    return std::visit(std::forward<Body>(body), search_);
  }
  template <class Body>
  decltype(auto) visit(Body&& body) const {
    return std::visit(std::forward<Body>(body), search_);
  }

  void advance(int point) {
    visit([&](auto& search) {
      moves_.push_back(MoveCode::of(point, search.board().to_play()));
      search.advance(point);
    });
  }

  // The game as planes replay it, up to a leaf. `moves` is where its moves are kept.
  template <int kWords>
  GameView game_to(const Search<kWords>& search, const Leaf<kWords>& leaf, float komi,
                   std::vector<std::uint16_t>& moves) const {
    moves = moves_;
    Colour player = search.board().to_play();
    for (Step step : leaf.path) {
      moves.push_back(MoveCode::of(search.move(step), player));
      player = opponent(player);
    }
    return {setup_.data(), static_cast<int>(setup_.size()), moves.data(),
            static_cast<int>(moves.size()), komi};
  }

  const Outcome& outcome() const { return outcome_; }

 private:
  using Variant = std::variant<Search<2>, Search<6>, Search<10>>;
  Variant search_;
  Outcome outcome_;
  std::vector<std::uint16_t> setup_, moves_;  // of the game up to the root
};

Virtual virtual_of(const std::string& name) {
  if (name == "mean") return Virtual::kMean;
  if (name == "loss") return Virtual::kLoss;
  throw std::invalid_argument("virtual is mean or loss, not " + name);
}

std::size_t collect(AnySearch& any, std::size_t count, std::int64_t visits) {
  return any.visit([&](auto& search) {
    search.collect(count, visits);
    return search.leaves().size();
  });
}

// From the root's position to each leaf: its moves.
std::vector<std::vector<int>> leaf_paths(AnySearch& any) {
  return any.visit([](auto& search) {
    std::vector<std::vector<int>> paths;
    for (const auto& leaf : search.leaves()) {
      paths.emplace_back();
      for (Step step : leaf.path)
        paths.back().push_back(search.move(step));
    }
    return paths;
  });
}

auto leaf_players(const AnySearch& any) {
  return any.visit([](const auto& search) {
    auto players = new_array<std::uint8_t>({search.leaves().size()});
    std::uint8_t* to = players.data();
    for (const auto& leaf : search.leaves()) *to++ = leaf.board.to_play();
    return players;
  });
}

// Equal for leaves with the same stones, player, ko and passes: whatever came before.
auto leaf_keys(const AnySearch& any) {
  return any.visit([](const auto& search) {
    auto keys = new_array<std::uint64_t>({search.leaves().size()});
    std::uint64_t* to = keys.data();
    for (const auto& leaf : search.leaves()) {
      std::uint64_t rest = leaf.board.to_play() + 4 * leaf.board.passes_in_a_row() +
                           64 * leaf.board.ko_point();
      *to++ = leaf.board.hash() ^ SplitMix{rest}.next();
    }
    return keys;
  });
}

template <int kWords>
void encode_leaves(const AnySearch& any, const Search<kWords>& search, PlaneKind kind,
                   const std::vector<std::size_t>& which, float komi, float* planes) {
  Encoder<kWords> encoder(search.board().size(), kind);
  std::vector<std::uint16_t> moves;
  for (std::size_t leaf : which) {
    GameView game = any.game_to(search, search.leaves().at(leaf), komi, moves);
    encoder.come_to(game, game.move_count);
    encoder.position().to_play = search.leaves()[leaf].board.to_play();
    encoder.write(0, planes);
    planes += search.board().points() * plane_count(kind);
  }
}

auto leaf_planes(const AnySearch& any, const std::string& kind_name,
                 const std::vector<std::size_t>& which, float komi) {
  PlaneKind kind = kind_of(kind_name);
  return any.visit([&](const auto& search) {
    std::size_t size = search.board().size(), planes = plane_count(kind);
    auto array = new_array<float>({which.size(), size, size, planes});
    encode_leaves(any, search, kind, which, komi, array.data());
    return array;
  });
}

void expand(AnySearch& any, Floats policies, Floats values) {
  any.visit([&](auto& search) {
    std::size_t count = search.leaves().size(), width = search.board().points() + 1;
    if (policies.size() != count * width || values.size() != count)
      throw std::invalid_argument("a policy and a value for each leaf");
    for (std::size_t i = 0; i < count; ++i)
      search.expand(i, policies.data() + i * width, values.data()[i]);
    search.back_up_batch();
  });
}

// Evaluate each leaf by random games from there: the mean of their outcomes.
std::int64_t search_by_playouts(AnySearch& any, std::int64_t visits, double cpu_deadline,
                                int playouts, std::uint64_t seed) {
  nb::gil_scoped_release without_python;
  SplitMix random{seed};
  const Outcome& outcome = any.outcome();
  return any.visit([&](auto& search) {
    auto evaluate = [&](const auto& board, Point last, float* policy, auto& first) {
      Instinct(board, last).fill(policy);
      double sum = 0;
      for (int i = 0; i < playouts; ++i) {
        auto note = [&](int point, Colour colour) {
          if (first[point] == kEmpty) first[point] = colour;
        };
        int area = Playout(board).finish(random, note).area;
        sum += outcome.of(area, board.to_play(), board.size());
      }
      return static_cast<float>(sum / playouts);
    };
    return search.search_alone({visits, cpu_deadline}, evaluate);
  });
}

nb::dict root(const AnySearch& any) {
  return any.visit([](const auto& search) {
    const Tree& tree = search.tree();
    const Node& node = tree.node(Tree::root());
    const Edge* edges = tree.edges(Tree::root());
    std::size_t count = node.edge_count;
    auto moves = new_array<std::int32_t>({count});
    auto priors = new_array<float>({count});
    auto visits = new_array<std::int64_t>({count});
    auto values = new_array<double>({count});  // NaN where nothing is known
    for (std::size_t i = 0; i < count; ++i) {
      moves.data()[i] = edges[i].move;
      priors.data()[i] = edges[i].prior;
      visits.data()[i] = edges[i].visits;
      values.data()[i] = edges[i].visits ? edges[i].mean() : std::nan("");
    }
    nb::dict found;
    found["moves"] = moves;
    found["priors"] = priors;
    found["visits"] = visits;
    found["values"] = values;
    found["value"] = node.visits ? node.mean() : std::nan("");
    found["own_value"] = node.value;
    return found;
  });
}

void set_root_moves(AnySearch& any, const std::vector<int>& moves,
                    const std::vector<float>& priors) {
  if (moves.size() != priors.size() || moves.empty())
    throw std::invalid_argument("a prior for each move, and one move at least");
  std::vector<Candidate> candidates;
  for (std::size_t i = 0; i < moves.size(); ++i)
    candidates.push_back({static_cast<Point>(moves[i]), priors[i]});
  any.visit([&](auto& search) { search.set_root_moves(candidates); });
}

std::vector<int> principal_variation(const AnySearch& any) {
  return any.visit([](const auto& search) {
    const Tree& tree = search.tree();
    std::vector<int> line;
    NodeIndex here = Tree::root();
    while (here != kNoNode && tree.node(here).edge_count) {
      const Edge* edges = tree.edges(here);
      const Edge* best = std::max_element(
          edges, edges + tree.node(here).edge_count,
          [](const Edge& a, const Edge& b) { return a.visits < b.visits; });
      if (!best->visits) break;
      line.push_back(best->move);
      here = best->child;
    }
    return line;
  });
}

auto useful(const AnyBoard& any) {
  return any.visit([](const auto& board) {
    auto array = new_array<bool>({static_cast<std::size_t>(board.points() + 1)});
    auto moves = useful_moves(board, board.to_play());
    for (int point = 0; point < board.points(); ++point)
      array.data()[point] = moves.has(point);
    array.data()[board.pass()] = true;
    return array;
  });
}

}  // namespace

void bind_tree(nb::module_& m) {
  m.def("useful_moves", &useful, nb::arg("board"));
  nb::class_<AnySearch>(m, "Search")
      .def("__init__",
           [](AnySearch* self, const AnyBoard& board, double komi, double c_puct,
              double fpu_reduction, const std::string& pending, double score_weight,
              double amaf) {
             new (self) AnySearch(board, {komi, score_weight},
                                  {c_puct, fpu_reduction, virtual_of(pending), amaf});
           },
           nb::arg("board"), nb::arg("komi"), nb::arg("c_puct"),
           nb::arg("fpu_reduction"), nb::arg("virtual"), nb::arg("score_weight"),
           nb::arg("amaf"))
      .def("collect", &collect, nb::arg("count"), nb::arg("visits"))
      .def("leaf_paths", &leaf_paths)
      .def("leaf_players", &leaf_players)
      .def("leaf_keys", &leaf_keys)
      .def("leaf_planes", &leaf_planes, nb::arg("kind"), nb::arg("which"),
           nb::arg("komi"))
      .def("expand", &expand, nb::arg("policies"), nb::arg("values"))
      .def("abandon",
           [](AnySearch& any) { any.visit([](auto& s) { s.abandon_batch(); }); })
      .def("search_by_playouts", &search_by_playouts, nb::arg("visits"),
           nb::arg("cpu_deadline"), nb::arg("playouts"), nb::arg("seed"))
      .def("advance", &AnySearch::advance, nb::arg("point"))
      .def("root", &root)
      .def("set_root_moves", &set_root_moves, nb::arg("moves"), nb::arg("priors"))
      .def("principal_variation", &principal_variation)
      .def_prop_ro("visits",
                   [](const AnySearch& any) {
                     return any.visit([](const auto& s) { return s.visits(); });
                   })
      .def_prop_ro("is_expanded",
                   [](const AnySearch& any) {
                     return any.visit([](const auto& s) { return s.is_expanded(); });
                   })
      .def_prop_ro("nodes", [](const AnySearch& any) {
        return any.visit([](const auto& s) { return s.tree().size(); });
      });
}

}  // namespace tengen::go
