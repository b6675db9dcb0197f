#include "go/position_batch.h"

#include <algorithm>
#include <atomic>
#include <limits>
#include <memory>
#include <system_error>
#include <thread>
#include <vector>

#include "go/dispatch.h"

namespace tengen::go {

bool GameArrays::holds(std::int64_t game, std::int64_t ply) const {
  if (game < 0 || game >= games || ply < 0) return false;
  std::int64_t first = starts[game], last = starts[game + 1];
  std::int64_t setup_first = setup_starts[game], setup_last = setup_starts[game + 1];
  return 0 <= first && first + ply <= last && last <= move_count &&
         last - first <= std::numeric_limits<std::int16_t>::max() && 0 <= setup_first &&
         setup_first <= setup_last && setup_last <= setup_count;
}

GameView GameArrays::view(std::int64_t game) const {
  return {setup + setup_starts[game],
          static_cast<int>(setup_starts[game + 1] - setup_starts[game]),
          moves + starts[game], static_cast<int>(starts[game + 1] - starts[game]),
          komi[game]};
}

float GameArrays::white_wins(std::int64_t game, std::int64_t ply) const {
  std::int64_t index = starts[game] + ply;
  if (values && index < starts[game + 1] && values[index] <= 100)
    return static_cast<float>(values[index]) / 100;
  switch (winner[game]) {
    case 0: return 0.5f;
    case kBlack: return 0;
    case kWhite: return 1;
  }
  return std::numeric_limits<float>::quiet_NaN();
}

namespace {

template <int kWords, class Element>
class BatchWorker {
 public:
  BatchWorker(const GameArrays& arrays, PlaneKind kind,
              const PositionBatch<Element>& batch)
      : arrays_(arrays), batch_(batch), planes_(plane_count(kind)),
        points_(arrays.size * arrays.size), encoder_(arrays.size, kind) {}

  bool work(std::int64_t i) {
    std::int64_t game = batch_.games[i];
    int ply = batch_.plies[i], symmetry = batch_.symmetries ? batch_.symmetries[i] : 0;
    GameView view = arrays_.view(game);
    if (!encoder_.come_to(view, ply)) return false;
    encoder_.write(symmetry, batch_.planes + i * points_ * planes_);
    if (batch_.policy) batch_.policy[i] = policy(view, ply, symmetry);
    if (batch_.value) batch_.value[i] = arrays_.white_wins(game, ply);
    if (batch_.groups) write_groups(symmetry, batch_.groups + i * points_);
    return !batch_.end || write_end(view, batch_.end + i * points_ * 2);
  }

 private:
  std::int32_t policy(const GameView& game, int ply, int symmetry) const {
    if (ply == game.move_count) return -1;
    int point = MoveCode(game.moves[ply]).point;
    return point >= points_ ? points_ : symmetric(point, arrays_.size, symmetry);
  }
  void write_groups(int symmetry, float* groups) {
    const auto& board = encoder_.position().board;
    for (int point = 0; point < points_; ++point)
      groups[symmetric(point, arrays_.size, symmetry)] =
          board.at(point) == kEmpty ? 0 : static_cast<float>(1 + board.chain(point));
  }
  bool write_end(const GameView& game, float* end) {
    Colour own = encoder_.position().to_play;
    if (!encoder_.come_to(game, game.move_count)) return false;
    for (int point = 0; point < points_; ++point, end += 2) {
      Colour here = encoder_.position().board.at(point);
      end[0] = here == own;
      end[1] = here == opponent(own);
    }
    return true;
  }

  const GameArrays& arrays_;
  const PositionBatch<Element>& batch_;
  std::int64_t planes_;
  int points_;
  Encoder<kWords> encoder_;
};

// Calls work(i) for all i below `count`, a handful at a time, with one worker a thread.
template <class MakeWorker>
std::int64_t share(std::int64_t count, int threads, MakeWorker make_worker) {
  constexpr std::int64_t kHandful = 32;
  std::atomic<std::int64_t> next{0}, failed{count};
  auto run = [&] {
    auto worker = make_worker();
    for (std::int64_t first; (first = next.fetch_add(kHandful)) < count;)
      for (std::int64_t i = first; i < std::min(count, first + kHandful); ++i)
        if (!worker->work(i)) {
          std::int64_t known = failed;
          while (i < known && !failed.compare_exchange_weak(known, i)) {
          }
          next = count;
          return;
        }
  };
  std::int64_t useful = (count + kHandful - 1) / kHandful;
  std::vector<std::thread> others;
  try {
    for (int i = 1; i < std::min<std::int64_t>(threads, useful); ++i)
      others.emplace_back(run);
  } catch (const std::system_error&) {
    // The system gives no more threads: those there are do the work.
  }
  run();
  for (auto& other : others) other.join();
  return failed == count ? -1 : failed.load();
}

}  // namespace

template <class Element>
std::int64_t encode_positions(const GameArrays& arrays, PlaneKind kind,
                              const PositionBatch<Element>& batch, int threads) {
  return with_words(arrays.size, [&](auto words) {
    using Worker = BatchWorker<decltype(words)::value, Element>;
    return share(batch.count, threads,
                 [&] { return std::make_unique<Worker>(arrays, kind, batch); });
  });
}

template std::int64_t encode_positions(const GameArrays&, PlaneKind,
                                       const PositionBatch<float>&, int);
template std::int64_t encode_positions(const GameArrays&, PlaneKind,
                                       const PositionBatch<std::uint8_t>&, int);

}  // namespace tengen::go
