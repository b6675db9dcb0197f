// AlphaGo's planes (Silver et al. 2016, Extended Data Table 2), in the table's order:
//   0-2    own stones, opponent's stones, empty points
//   3      ones
//   4-11   turns since the stone was played: 1 for the last move, ..., 8 or more
//   12-19  liberties of the stone's chain: 1, ..., 8 or more
//   20-27  stones that a move here takes: 1, ..., 8 or more
//   28-35  stones in atari that a move here leaves its player: 1, ..., 8 or more
//   36-43  liberties of the chain after a move here: 1, ..., 8 or more
//   44     a move here captures a chain in a ladder
//   45     a move here saves a chain from one
//   46     a move here is legal and does not fill an eye of its player
//   47     zeros
//   48     1 everywhere if Black is to move (value network only)
// The paper leaves open which moves planes 20 to 46 speak of: here those that are legal
// by simple ko without suicide, whatever the rules of the game.
#include "go/eyes.h"
#include "go/planes.h"

namespace tengen::go {
namespace {

constexpr int kOnes = 3, kTurns = 4, kLiberties = 12, kCaptures = 20, kSelfAtari = 28,
              kLibertiesAfter = 36, kLadderCapture = 44, kLadderEscape = 45,
              kSensible = 46, kBlackToMove = 48;

template <int kWords>
std::uint64_t stone_bits(const Position<kWords>& position, int point) {
  int turns = position.placed[point] < 0 ? 8 : position.ply - position.placed[point];
  return one_hot(kTurns, 8, turns) |
         one_hot(kLiberties, 8, position.board.liberty_count(point));
}

template <int kWords>
std::uint64_t move_bits(QuickBoard<kWords>& board, int point, Colour player) {
  if (!board.may_play(point, player)) return 0;
  std::uint64_t word = is_own_eye(board, point, player) ? 0 : plane(kSensible);
  typename QuickBoard<kWords>::Undo undo;
  board.play(point, player, undo);
  int taken = 0;
  for (int i = 0; i < undo.taken_count; ++i) taken += board.taken_stones(undo.taken[i]);
  int liberties = board.liberty_count(point);
  if (taken > 0) word |= one_hot(kCaptures, 8, taken);
  if (liberties == 1) word |= one_hot(kSelfAtari, 8, board.stone_count(point));
  word |= one_hot(kLibertiesAfter, 8, liberties);
  board.take_back(undo);
  return word;
}

template <int kWords>
void mark_ladders(QuickBoard<kWords>& board, Colour player, PlaneBits<kWords>& bits) {
  LadderReader<kWords> ladder(board);
  auto mark = [&](const LadderMoves<kWords>& moves, int index) {
    for (int i = 0; i < moves.count; ++i) bits[moves.points[i]] |= plane(index);
  };
  for (int point = 0; point < board.points(); ++point) {
    if (board.at(point) == kEmpty || board.chain(point) != point) continue;
    int liberties = board.liberty_count(point);
    if (board.at(point) == player && liberties == 1)
      mark(ladder.escaping_moves(point), kLadderEscape);
    if (board.at(point) != player && liberties == 2)
      mark(ladder.capturing_moves(point), kLadderCapture);
  }
}

}  // namespace

template <int kWords>
void alphago_planes(Position<kWords>& position, PlaneBits<kWords>& bits) {
  auto& board = position.board;
  Colour player = position.to_play;
  StoneBits stones(player, 0);
  std::uint64_t everywhere = plane(kOnes);
  if (player == kBlack) everywhere |= plane(kBlackToMove);
  for (int point = 0; point < board.points(); ++point) {
    Colour here = board.at(point);
    bits[point] = everywhere |
                  (here == kEmpty ? plane(2) | move_bits(board, point, player)
                                  : stones[here] | stone_bits(position, point));
  }
  mark_ladders(board, player, bits);
}

template void alphago_planes(Position<2>&, PlaneBits<2>&);
template void alphago_planes(Position<6>&, PlaneBits<6>&);
template void alphago_planes(Position<10>&, PlaneBits<10>&);

}  // namespace tengen::go
