// The two boards of the Go lab against each other, move by move, for sanitizers and
// without Python: `Board`, which knows everything, and `Playout`, which is quick.
#include <cstdio>
#include <initializer_list>
#include <vector>

#include "go/dispatch.h"
#include "go/eyes.h"
#include "go/playout.h"

namespace {

using namespace tengen::go;

int failures = 0;

void expect(bool holds, const char* what, int size, Rules rules) {
  if (holds) return;
  std::fprintf(stderr, "failed: %s (%dx%d, ko %d, suicide %d)\n", what, size, size,
               static_cast<int>(rules.ko), rules.suicide);
  ++failures;
}

template <int kWords>
void agree(const Board<kWords>& board, const Playout<kWords>& quick) {
  auto check = [&](bool holds, const char* what) {
    expect(holds, what, board.size(), board.rules());
  };
  for (int point = 0; point <= board.points(); ++point) {
    if (point < board.points()) check(board.at(point) == quick.at(point), "stones");
    for (Colour colour : {kBlack, kWhite}) {
      check(board.is_legal(point, colour) == quick.is_legal(point, colour), "legality");
      if (point == board.points()) continue;
      bool eye = board.at(point) == kEmpty && is_own_eye(board, point, colour);
      check(eye == quick.is_own_eye(point, colour), "eyes");
    }
  }
}

// Any legal move, eyes filled and turns skipped now and then, so that superko has work.
template <int kWords>
void play_together(int size, Rules rules, SplitMix& random) {
  Board<kWords> board(size, rules);
  Playout<kWords> quick(board);
  int plies = 60 + 2 * board.points(), every = size < 8 ? 1 : 16;
  for (int ply = 0; ply < plies; ++ply) {
    if (ply % every == 0) agree(board, quick);
    if (ply == plies / 2) quick = Playout<kWords>(board);  // from a board with a past
    Colour colour = random.below(10) ? board.to_play() : opponent(board.to_play());
    std::vector<int> moves;
    for (int point = 0; point < board.points(); ++point)
      if (board.is_legal(point, colour)) moves.push_back(point);
    bool passes = moves.empty() || random.below(30) == 0;
    int count = static_cast<int>(moves.size());
    int point = passes ? board.pass() : moves[random.below(count)];
    board.play(point, colour);
    quick.play(point, colour);
  }
}

// A random game holds only what its rules allow, and passes only for want of a move.
template <int kWords>
void replay(int size, Rules rules, SplitMix& random) {
  Board<kWords> board(size, rules);
  auto sensible = [&](int point, Colour colour) {
    return board.is_legal(point, colour) && !is_own_eye(board, point, colour);
  };
  auto result = Playout<kWords>(board).finish(random, [&](int point, Colour colour) {
    bool pass = point == board.pass(), any = false;
    for (int each = 0; pass && each < board.points(); ++each)
      any |= board.at(each) == kEmpty && sensible(each, colour);
    expect(pass ? !any : sensible(point, colour), "a move of a random game", size, rules);
    expect(colour == board.to_play(), "turns", size, rules);
    board.play(point, colour);
  });
  expect(board.is_over() || result.moves == 3 * board.points(), "the end", size, rules);
}

}  // namespace

int main() {
  SplitMix random{1};
  for (int size : {2, 3, 4, 5, 9, 11, 12, 19, 20, 25})
    for (Ko ko : {Ko::kSimple, Ko::kPositional, Ko::kSituational})
      for (bool suicide : {false, true})
        with_words(size, [&](auto words) {
          constexpr int kWords = decltype(words)::value;
          for (int game = 0; game < (size < 8 ? 20 : 1); ++game) {
            play_together<kWords>(size, {ko, suicide}, random);
            replay<kWords>(size, {ko, suicide}, random);
          }
        });
  if (failures == 0) std::puts("the boards agree");
  return failures != 0;
}
