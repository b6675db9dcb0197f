#include "go/padded.h"

#include <memory>
#include <mutex>

#include "go/zobrist.h"

namespace tengen::go {

PaddedTable::PaddedTable(int board_size)
    : size(board_size), points(board_size * board_size), stride(board_size + 1) {
  const ZobristKeys& zobrist_keys = zobrist(size);
  white_to_move = zobrist_keys.white_to_move;
  point_of.fill(static_cast<Point>(points));
  at_edge.fill(0);
  off.fill(0);
  around.fill(0);
  for (auto& colour : keys) colour.fill(0);
  for (int point = 0; point < points; ++point) {
    auto v = static_cast<Vertex>((point / size + 1) * stride + point % size + 1);
    vertex_of[point] = v;
    point_of[v] = static_cast<Point>(point);
    int inside = geometry(size).neighbour_count[point];
    off[v] = static_cast<std::uint8_t>(4 - inside);
    at_edge[v] = inside < 4;
    around[v] = static_cast<std::uint16_t>(inside | off[v] << 4 | off[v] << 8);
    for (int colour = 0; colour < 2; ++colour)
      keys[colour][v] = zobrist_keys.stones[colour][point];
  }
}

const PaddedTable& padded_table(int size) {
  static std::array<std::once_flag, kLargestSize + 1> made;
  static std::array<std::unique_ptr<PaddedTable>, kLargestSize + 1> tables;
  std::call_once(made[size],
                 [&] { tables[size] = std::make_unique<PaddedTable>(size); });
  return *tables[size];
}

}  // namespace tengen::go
