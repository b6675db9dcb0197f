// The 31 planes of T. Cazenave's course project, as his library `golois` lays them out:
//   0      1 everywhere if Black is to move
//   1, 2   chains in atari that cannot escape in a ladder; opposing chains beside them
//   3, 4   chains with two liberties that a ladder captures; opposing chains beside them
//   5-10   liberties of the stone's chain: 1, 2, 3, 4, 5, 6 or more
//   11-20  own stones, opponent's stones: now, and 1, 2, 3, 4 moves earlier
//   21-30  komi: plane 21 + its integer part (below 0 and above 9: the nearest)
#include <algorithm>

#include "go/planes.h"

namespace tengen::go {
namespace {

constexpr int kLadders = 1, kLiberties = 5, kStones = 11, kKomi = 21;

std::uint64_t komi_plane(float komi) {
  return plane(kKomi + static_cast<int>(std::clamp(komi, 0.0f, 9.0f)));
}

// The bits that all stones of a chain share, under the chain's name.
template <int kWords>
class ChainBits {
 public:
  explicit ChainBits(QuickBoard<kWords>& board) : board_(board), ladder_(board) {
    // Counted, not branched on: no processor guesses where the stones are.
    for (int point = 0; point < board.points(); ++point) {
      names_[count_] = static_cast<Point>(point);
      count_ += board.is_name(point);
    }
    for (int i = 0; i < count_; ++i)
      bits_[names_[i]] = one_hot(kLiberties, 6, board.liberty_count(names_[i]));
    for (int i = 0; i < count_; ++i) read_ladder(names_[i]);
  }
  void add_to(PlaneBits<kWords>& bits) const {
    for (int i = 0; i < count_; ++i)
      board_.for_each_stone(names_[i],
                            [&](Point stone) { bits[stone] |= bits_[names_[i]]; });
  }

 private:
  void read_ladder(Point chain) {
    int liberties = board_.liberty_count(chain);
    if (liberties == 1 && ladder_.defence_fails(chain)) mark(chain, kLadders);
    if (liberties == 2 && ladder_.attack_works(chain)) mark(chain, kLadders + 2);
  }
  void mark(Point chain, int index) {
    bits_[chain] |= plane(index);
    Colour attacker = opponent(board_.at(chain));
    board_.for_each_stone(chain, [&](Point stone) {
      for (Point next : board_.tables().neighbours[stone])
        if (board_.at(next) == attacker) bits_[board_.chain(next)] |= plane(index + 1);
    });
  }

  QuickBoard<kWords>& board_;
  LadderReader<kWords> ladder_;
  int count_ = 0;
  std::array<Point, QuickBoard<kWords>::kMaxPoints + 1> names_;
  PlaneBits<kWords> bits_;
};

}  // namespace

template <int kWords>
void golois_planes(Position<kWords>& position, PlaneBits<kWords>& bits) {
  auto& board = position.board;
  std::uint64_t everywhere = komi_plane(position.komi);
  if (position.to_play == kBlack) everywhere |= plane(0);
  StoneBits stones(position.to_play, kStones);
  for (int point = 0; point < board.points(); ++point) {
    std::uint64_t word = everywhere | stones[board.at(point)];
    for (int h = 1; h < 5; ++h) word |= stones[position.earlier[h][point]] << 2 * h;
    bits[point] = word;
  }
  Point ko = board.ko_point();
  board.set_ko_point(board.pass());  // the reader looks at its own kos only
  ChainBits<kWords>(board).add_to(bits);
  board.set_ko_point(ko);
}

template void golois_planes(Position<2>&, PlaneBits<2>&);
template void golois_planes(Position<6>&, PlaneBits<6>&);
template void golois_planes(Position<10>&, PlaneBits<10>&);

}  // namespace tengen::go
