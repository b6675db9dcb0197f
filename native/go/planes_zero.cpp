// AlphaGo Zero's 17 planes (Silver et al. 2017, Methods, "Neural network architecture"),
// and the six of the course's exercise.
#include "go/planes.h"

namespace tengen::go {

//   0-15  own stones, opponent's stones: now, and 1 to 7 moves earlier
//   16    1 everywhere if Black is to move
template <int kWords>
void zero_planes(const Position<kWords>& position, PlaneBits<kWords>& bits) {
  StoneBits stones(position.to_play, 0);
  std::uint64_t everywhere = position.to_play == kBlack ? plane(16) : 0;
  for (int point = 0; point < position.points(); ++point) {
    std::uint64_t word = everywhere | stones[position.board.at(point)];
    for (int h = 1; h < 8; ++h) word |= stones[position.earlier[h][point]] << 2 * h;
    bits[point] = word;
  }
}

//   0, 1  own stones, opponent's stones
//   2, 3  stones of chains with one liberty, with two
//   4     the last move
//   5     1 everywhere if Black is to move
template <int kWords>
void exercise_planes(const Position<kWords>& position, PlaneBits<kWords>& bits) {
  const auto& board = position.board;
  StoneBits stones(position.to_play, 0);
  std::uint64_t everywhere = position.to_play == kBlack ? plane(5) : 0;
  for (int point = 0; point < position.points(); ++point) {
    std::uint64_t word = everywhere;
    if (board.at(point) != kEmpty) {
      word |= stones[board.at(point)];
      int liberties = board.liberty_count(point);
      if (liberties <= 2) word |= plane(1 + liberties);
    }
    bits[point] = word;
  }
  if (position.last_point != board.pass()) bits[position.last_point] |= plane(4);
}

template void zero_planes(const Position<2>&, PlaneBits<2>&);
template void zero_planes(const Position<6>&, PlaneBits<6>&);
template void zero_planes(const Position<10>&, PlaneBits<10>&);
template void exercise_planes(const Position<2>&, PlaneBits<2>&);
template void exercise_planes(const Position<6>&, PlaneBits<6>&);
template void exercise_planes(const Position<10>&, PlaneBits<10>&);

}  // namespace tengen::go
