// One random game: legal moves that fill no small eye, each as likely as any other.
#pragma once

#include "go/eyes.h"
#include "go/outcome.h"
namespace tengen::go {
template <int kWords>
int play_out(const Board<kWords>& start, SplitMix& random) {
  Board<kWords> board = start;
  int limit = 3 * board.points();
  while (!board.is_over() && limit-- > 0) {
    std::array<Point, Board<kWords>::kMaxPoints> list;
    int n = 0;
    board.empty().for_each([&](Point p) { list[n++] = p; });
    bool played = false;
    while (n) {
      int i = static_cast<int>((random.next() >> 32) * n >> 32);
      Point p = list[i];
      if (!is_own_eye(board, p, board.to_play()) && board.is_legal(p, board.to_play())) {
        board.play(p);
        played = true;
        break;
      }
      list[i] = list[--n];
    }
    if (!played) board.play(board.pass());
  }
  return area_of(board);
}
}  // namespace tengen::go
