// The largest point of each window and where it was; one linear map along these places,
// and its transpose.
#include "kernels/all.h"
#include "kernels/isa.h"

namespace tengen {
namespace TENGEN_ISA {
namespace {

typedef uint8_t Bytes __attribute__((vector_size(kLanes)));

struct Span {
  int64_t begin, end;
};

// Points of a window of `size` that lie inside [0, points).
TENGEN_INLINE Span clip(int64_t first, int64_t size, int64_t points) {
  return {most(0, -first), least(size, points - first)};
}

TENGEN_INLINE void store_bytes(uint8_t* p, IntVec v, int64_t count) {
  Bytes bytes = __builtin_convertvector(v, Bytes);
  std::memcpy(p, &bytes, least(count, kLanes));
}

}  // namespace

void max_pool(const Pool& pool, const Pooling& s, const float* x, float* y,
              uint8_t* place) {
  parallel_for(pool, s.n * s.oh, [&](int64_t task) {
    int64_t image = task / s.oh, i = task % s.oh;
    int64_t top = i * s.stride_h - s.pad_top;
    Span rows = clip(top, s.kh, s.h);
    for (int64_t j = 0; j < s.ow; ++j) {
      int64_t left = j * s.stride_w - s.pad_left;
      Span cols = clip(left, s.kw, s.w);
      const float* window = x + ((image * s.h + top) * s.w + left) * s.c;
      int64_t out = (task * s.ow + j) * s.c;
      for (int64_t c = 0; c < s.c; c += kLanes) {
        int64_t count = s.c - c;
        Vec best = broadcast(-__builtin_inff());
        IntVec where = IntVec{};
        for (int64_t a = rows.begin; a < rows.end; ++a) {
          for (int64_t b = cols.begin; b < cols.end; ++b) {
            Vec value = load_some(window + (a * s.w + b) * s.c + c, count);
            IntVec better = (value > best) | (value != value);  // NaN wins
            best = better ? value : best;
            where = better ? (IntVec{} + (int32_t)(a * s.kw + b)) : where;
          }
        }
        store_some(y + out + c, best, count);
        store_bytes(place + out + c, where, count);
      }
    }
  });
}

// y[window] = t[place of the window's largest point]
void pool_take(const Pool& pool, const Pooling& s, const float* t,
               const uint8_t* place, float* y) {
  parallel_for(pool, s.n * s.oh, [&](int64_t task) {
    int64_t image = task / s.oh, top = task % s.oh * s.stride_h - s.pad_top;
    for (int64_t j = 0; j < s.ow; ++j) {
      int64_t left = j * s.stride_w - s.pad_left, out = (task * s.ow + j) * s.c;
      for (int64_t c = 0; c < s.c; ++c) {
        int64_t row = top + place[out + c] / s.kw, col = left + place[out + c] % s.kw;
        bool inside = row >= 0 && row < s.h && col >= 0 && col < s.w;
        y[out + c] = inside ? t[((image * s.h + row) * s.w + col) * s.c + c] : 0.0f;
      }
    }
  });
}

// dx[place of the window's largest point] += dy[window]
void pool_put(const Pool& pool, const Pooling& s, const float* dy,
              const uint8_t* place, float* dx) {
  constexpr int64_t kChannels = 64;
  int64_t blocks = ceil_div(s.c, kChannels);
  parallel_for(pool, s.n * blocks, [&](int64_t task) {
    int64_t image = task / blocks, c0 = task % blocks * kChannels;
    int64_t channels = least(kChannels, s.c - c0);
    float* to = dx + image * s.h * s.w * s.c + c0;
    for (int64_t point = 0; point < s.h * s.w; ++point) {
      std::memset(to + point * s.c, 0, channels * sizeof(float));
    }
    for (int64_t i = 0; i < s.oh; ++i) {
      int64_t top = i * s.stride_h - s.pad_top;
      Span rows = clip(top, s.kh, s.h);
      for (int64_t j = 0; j < s.ow; ++j) {
        int64_t left = j * s.stride_w - s.pad_left;
        Span cols = clip(left, s.kw, s.w);
        int64_t out = ((image * s.oh + i) * s.ow + j) * s.c + c0;
        for (int64_t c = 0; c < channels; c += kLanes) {
          int64_t count = least(kLanes, channels - c);
          Bytes bytes = {};
          std::memcpy(&bytes, place + out + c, count);
          IntVec where = __builtin_convertvector(bytes, IntVec);
          Vec gradient = load_some(dy + out + c, count);
          for (int64_t a = rows.begin; a < rows.end; ++a) {
            for (int64_t b = cols.begin; b < cols.end; ++b) {
              float* point = to + ((top + a) * s.w + left + b) * s.c + c;
              Vec share = where == (int32_t)(a * s.kw + b) ? gradient : zero();
              store_some(point, load_some(point, count) + share, count);
            }
          }
        }
      }
    }
  });
}

}  // namespace TENGEN_ISA
}  // namespace tengen
