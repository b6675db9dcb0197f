// Kernels against plain loops, with our own threads: for sanitizers, without Python.
#include <cstdio>
#include <cstdlib>
#include <thread>
#include <vector>

#include "kernels.h"

namespace {

using tengen::Pool;

int failures = 0;

void expect(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "failed: %s\n", what);
  ++failures;
}

// Every scheduled task gets a thread of its own.
struct Threads {
  std::vector<std::thread> running;
  ~Threads() {
    for (std::thread& thread : running) thread.join();
  }
};

Pool pool_of(Threads& threads) {
  return Pool{3, &threads, [](void* handle, void (*task)(void*), void* data) {
                static_cast<Threads*>(handle)->running.emplace_back(task, data);
              }};
}

void check_take_rows() {
  const int64_t rows = 50, count = 777, width = 13;
  std::vector<char> x(rows * width), out(count * width);
  std::vector<int32_t> indices(count);
  for (size_t i = 0; i < x.size(); ++i) x[i] = static_cast<char>(i * 7);
  for (int64_t i = 0; i < count; ++i) indices[i] = static_cast<int32_t>(i * 31 % rows);
  Threads threads;
  tengen::kernels().take_rows(
      pool_of(threads), {x.data(), indices.data(), out.data(), rows, count, width});
  bool same = true;
  for (int64_t i = 0; i < count; ++i) {
    for (int64_t j = 0; j < width; ++j) {
      same &= out[i * width + j] == x[indices[i] * width + j];
    }
  }
  expect(same, "take_rows");
}

}  // namespace

int main() {
  check_take_rows();
  std::printf("%s: %d failures\n", tengen::kernels().name, failures);
  return failures != 0;
}
