// A position as planes see it: the board, how it came about, whose turn it is, komi.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>

#include "go/quick_board.h"

namespace tengen::go {

// A stone put down or a pass in 16 bits, as archives store it: bits 0 to 9 the point
// (size * size is a pass), bit 10 is set for White.
struct MoveCode {
  explicit MoveCode(std::uint16_t code) : point(code & 1023), white(code >> 10 & 1) {}

  static std::uint16_t of(int point, Colour colour) {
    return static_cast<std::uint16_t>(point | (colour == kWhite) << 10);
  }
  Colour colour() const { return white ? kWhite : kBlack; }

  int point;
  bool white;
};

// A game somewhere in memory: set-up stones, then moves.
struct GameView {
  const std::uint16_t* setup;
  int setup_count;
  const std::uint16_t* moves;
  int move_count;
  float komi;
};

template <int kWords>
struct Position {
  static constexpr int kMaxPoints = QuickBoard<kWords>::kMaxPoints;
  static constexpr int kHistory = 8;  // boards, with the present one
  using Grid = std::array<std::uint8_t, kMaxPoints>;

  explicit Position(int size) : board(size) {}

  // Come to the position before move `ply` of a game (after the last one: its length).
  // Moves are played, not judged; false where a stone meets another or lies outside.
  bool replay(const GameView& game, int ply, int history);

  int size() const { return board.size(); }
  int points() const { return board.points(); }

  QuickBoard<kWords> board;
  Colour to_play = kBlack;
  float komi = 0;
  int ply = 0;
  int last_point = 0;  // of the last move; `pass` before the first one
  std::array<Grid, kHistory> earlier;  // [h]: h moves before; empty before the first
  std::array<std::int16_t, kMaxPoints> placed;  // before which move; -1 for set-up

 private:
  bool step(MoveCode move);
};

template <int kWords>
bool Position<kWords>::step(MoveCode move) {
  if (move.point == board.pass()) {
    board.set_ko_point(board.pass());
    return true;
  }
  if (move.point > board.pass() || board.at(move.point) != kEmpty) return false;
  board.play(move.point, move.colour());
  return true;
}

template <int kWords>
bool Position<kWords>::replay(const GameView& game, int target, int history) {
  board.clear();
  komi = game.komi;
  ply = target;
  for (int i = 0; i < game.setup_count; ++i) {
    MoveCode stone(game.setup[i]);
    if (stone.point >= board.pass() || !step(stone)) return false;
    placed[stone.point] = -1;
  }
  board.set_ko_point(board.pass());
  for (int h = 1; h < history; ++h)
    if (h > target) earlier[h].fill(kEmpty);
  for (int i = 0; i < target; ++i) {
    if (target - i < history)
      std::memcpy(earlier[target - i].data(), board.colours(), points());
    MoveCode move(game.moves[i]);
    if (!step(move)) return false;
    if (move.point != board.pass()) placed[move.point] = static_cast<std::int16_t>(i);
  }
  last_point = target > 0 ? MoveCode(game.moves[target - 1]).point : board.pass();
  if (target < game.move_count)
    to_play = MoveCode(game.moves[target]).colour();
  else if (target > 0)
    to_play = opponent(MoveCode(game.moves[target - 1]).colour());
  else
    to_play = kBlack;
  return true;
}

}  // namespace tengen::go
