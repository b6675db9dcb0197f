#include "go/points.h"

#include <memory>
#include <mutex>

namespace tengen::go {

Geometry::Geometry(int board_size)
    : size(board_size), points(static_cast<Point>(board_size * board_size)) {
  auto at = [&](int row, int column) {
    bool on_board = row >= 0 && row < size && column >= 0 && column < size;
    return on_board ? static_cast<Point>(row * size + column) : points;
  };
  for (int row = 0; row < size; ++row)
    for (int column = 0; column < size; ++column) {
      int here = at(row, column);
      std::array<Point, 4> around = {at(row - 1, column), at(row, column - 1),
                                     at(row, column + 1), at(row + 1, column)};
      neighbours[here].fill(points);
      int count = 0;
      for (Point next : around)
        if (next != points) neighbours[here][count++] = next;
      neighbour_count[here] = static_cast<std::uint8_t>(count);
      diagonals[here] = {at(row - 1, column - 1), at(row - 1, column + 1),
                         at(row + 1, column - 1), at(row + 1, column + 1)};
    }
}

const Geometry& geometry(int size) {
  static std::array<std::once_flag, kLargestSize + 1> made;
  static std::array<std::unique_ptr<Geometry>, kLargestSize + 1> tables;
  std::call_once(made[size], [&] { tables[size] = std::make_unique<Geometry>(size); });
  return *tables[size];
}

}  // namespace tengen::go
