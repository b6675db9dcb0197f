// 3x3 convolutions with stride 1 by minimal filtering.
//
// A task takes a block of tiles through all three stages while they are in its cache:
// patches -> 36 planes V[p] (tiles, C); products M[p] = V[p] U[p]; planes -> results.
// The weight gradient is the same turned round: dU[p] = V[p]' M[p].
#include "arena.h"
#include "kernels/activations.h"
#include "kernels/all.h"
#include "kernels/gemm.h"
#include "kernels/winograd.h"

namespace tengen {
namespace TENGEN_ISA {
namespace {

constexpr int kPlanes = 36;
constexpr int64_t kLine = 16;  // floats of a cache line
// Planes of a power of two would all fall into the same sets of the cache.
constexpr int64_t kPlaneGap = kLine;

struct Tiling {
  int64_t rows, cols;    // tiles of one image
  int64_t tiles;         // of all images
  int64_t c_pad, k_pad;  // channels in whole vectors
  int64_t block;         // tiles that are in the cache together
  int64_t run;           // tiles of one task, several blocks
  int64_t v_plane, m_plane;
};

Tiling tiling_of(const Conv& s, int64_t at_most) {
  Tiling t;
  t.rows = ceil_div(s.oh, 4);
  t.cols = ceil_div(s.ow, 4);
  t.tiles = s.n * t.rows * t.cols;
  t.c_pad = round_up(s.c, kLanes);
  t.k_pad = round_up(s.k, kLanes);
  // Small batches are cut finer, so that several threads find work.
  int64_t share = round_up(ceil_div(t.tiles, 8), 6);
  t.block = most(12, least(at_most, share));
  t.run = t.block * most(1, least(4, t.tiles / t.block / 8));
  t.v_plane = t.block * t.c_pad + kPlaneGap;
  t.m_plane = t.block * t.k_pad + kPlaneGap;
  return t;
}

// As many tiles as fit into `floats` of the cache with all their planes.
int64_t block_for(const Conv& s, int64_t floats) {
  return most(12, least(48, floats / (kPlanes * (s.c + s.k)) / 6 * 6));
}

struct Place {
  int64_t image, y, x;  // of the tile's first result
};

TENGEN_INLINE Place place_of(const Tiling& t, int64_t tile) {
  int64_t per_image = t.rows * t.cols;
  int64_t image = tile / per_image, rest = tile % per_image;
  return {image, rest / t.cols * 4, rest % t.cols * 4};
}

// Where the 6x6 points of a patch are; those outside the image are zeros.
struct Patch {
  const float* points[kPlanes];
};

TENGEN_INLINE Patch patch_of(const Conv& s, const float* x, const Place& at,
                             const float* zeros) {
  Patch patch;
  const float* image = x + at.image * s.h * s.w * s.c;
  for (int i = 0; i < 6; ++i) {
    int64_t row = at.y - s.pad_top + i;
    bool inside_row = row >= 0 && row < s.h;
    for (int j = 0; j < 6; ++j) {
      int64_t col = at.x - s.pad_left + j;
      bool inside = inside_row && col >= 0 && col < s.w;
      patch.points[i * 6 + j] = inside ? image + (row * s.w + col) * s.c : zeros;
    }
  }
  return patch;
}

void transform_patch(const Patch& patch, int64_t channels, float* v, int64_t plane) {
  for (int64_t c = 0; c < channels; c += kLanes) {
    int64_t count = channels - c;
    Vec half[6][6];
#pragma GCC unroll 1
    for (int j = 0; j < 6; ++j) {
      Vec d[6], t[6];
      for (int i = 0; i < 6; ++i) d[i] = load_some(patch.points[i * 6 + j] + c, count);
      input_side(d, t);
      for (int i = 0; i < 6; ++i) half[i][j] = t[i];
    }
#pragma GCC unroll 1
    for (int i = 0; i < 6; ++i) {
      Vec t[6];
      input_side(half[i], t);
      for (int j = 0; j < 6; ++j) store(v + (i * 6 + j) * plane + c, t[j]);
    }
  }
}

void transform_block(const Conv& s, const Tiling& t, const float* x,
                     const float* zeros, int64_t first, int64_t count, float* v) {
  for (int64_t i = 0; i < count; ++i) {
    Patch patch = patch_of(s, x, place_of(t, first + i), zeros);
    transform_patch(patch, s.c, v + i * t.c_pad, t.v_plane);
  }
}

// Asks for a share of the points that a block of tiles covers in an image of
// (h, w, channels), so that they travel from memory while products are computed.
template <bool kToWrite>
void prefetch_tiles(const Tiling& t, const float* image, int64_t h, int64_t w,
                    int64_t channels, int64_t first, int64_t count, int part) {
  int64_t begin = count * 4 * part / kPlanes, end = count * 4 * (part + 1) / kPlanes;
  for (int64_t item = begin; item < end; ++item) {
    Place at = place_of(t, first + item / 4);
    int64_t row = at.y + item % 4;
    if (row >= h || at.x >= w) continue;
    const float* from = image + ((at.image * h + row) * w + at.x) * channels;
    const float* to = from + least(4, w - at.x) * channels;
    for (; from < to; from += kLine) __builtin_prefetch(from, kToWrite, 2);
  }
}

// Results of one tile, as far as they lie inside the image.
template <bool kStream>
void finish_tile(const Conv& s, const Tiling& t, const Place& at, const float* m,
                 float* y, const Epilogue& epilogue) {
  int64_t rows = least(4, s.oh - at.y), cols = least(4, s.ow - at.x);
  float* out = y + ((at.image * s.oh + at.y) * s.ow + at.x) * s.k;
  for (int64_t k = 0; k < s.k; k += kLanes) {
    int64_t count = s.k - k;
    Vec half[4][6];
#pragma GCC unroll 1
    for (int j = 0; j < 6; ++j) {
      Vec column[6], t4[4];
      for (int i = 0; i < 6; ++i) column[i] = load(m + (i * 6 + j) * t.m_plane + k);
      output_side(column, t4);
      for (int i = 0; i < 4; ++i) half[i][j] = t4[i];
    }
    Vec bias = epilogue.bias ? load_some(epilogue.bias + k, count) : zero();
#pragma GCC unroll 1
    for (int64_t i = 0; i < rows; ++i) {
      Vec result[4];
      output_side(half[i], result);
      for (int64_t j = 0; j < 4; ++j) {
        if (j >= cols) break;
        Vec value = result[j] + bias;
        value = activated(value, epilogue.activation);
        float* point = out + (i * s.ow + j) * s.k + k;
        if (kStream) {
          stream(point, value);
        } else {
          store_some(point, value, count);
        }
      }
    }
  }
}

// Rows of U[p] (C, k_pad) from filters (3, 3, C, K).
void transform_filter(const float* w, int64_t c, const Conv& s, int64_t k_pad,
                      float* u) {
  int64_t plane = s.c * k_pad;
  for (int64_t k = 0; k < s.k; k += kLanes) {
    Vec half[6][3];
    for (int j = 0; j < 3; ++j) {
      Vec g[3], t[6];
      for (int i = 0; i < 3; ++i) {
        g[i] = load_some(w + ((i * 3 + j) * s.c + c) * s.k + k, s.k - k);
      }
      filter_side(g, t);
      for (int i = 0; i < 6; ++i) half[i][j] = t[i];
    }
    for (int i = 0; i < 6; ++i) {
      Vec t[6];
      filter_side(half[i], t);
      for (int j = 0; j < 6; ++j) {
        store(u + (i * 6 + j) * plane + c * k_pad + k, t[j]);
      }
    }
  }
}

// Filters (3, 3, C, K) -> (3, 3, K, C), each turned by half a circle.
void turn_filters(const float* w, int64_t c, int64_t k, float* turned) {
  for (int64_t tap = 0; tap < 9; ++tap) {
    const float* from = w + (8 - tap) * c * k;
    float* to = turned + tap * c * k;
    for (int64_t j0 = 0; j0 < k; j0 += 16) {
      for (int64_t i = 0; i < c; ++i) {
        int64_t end = least(k, j0 + 16);
        for (int64_t j = j0; j < end; ++j) to[j * c + i] = from[i * k + j];
      }
    }
  }
}

}  // namespace

bool winograd_fits(const Conv& s) {
  return s.kh == 3 && s.kw == 3 && s.stride_h == 1 && s.stride_w == 1 &&
         s.dilation_h == 1 && s.dilation_w == 1 && s.groups == 1 && s.c >= 16 &&
         s.k >= 8 && s.oh >= 3 && s.ow >= 3;
}

int64_t winograd_width(int64_t k) { return round_up(k, 16); }

void winograd_filters(const Pool& pool, const Conv& s, const float* w, float* u) {
  constexpr int64_t kChannels = 16;
  int64_t width = winograd_width(s.k);
  parallel_for(pool, ceil_div(s.c, kChannels), [&](int64_t task) {
    int64_t end = least(s.c, (task + 1) * kChannels);
    for (int64_t c = task * kChannels; c < end; ++c) {
      transform_filter(w, c, s, width, u);
    }
  });
}

void winograd(const Pool& pool, const Conv& s, const float* x, const float* w, float* y,
              const Epilogue& epilogue) {
  float* u = floats(kShared, kPlanes * s.c * winograd_width(s.k));
  winograd_filters(pool, s, w, u);
  winograd_product(pool, s, x, u, y, epilogue);
}

void winograd_product(const Pool& pool, const Conv& s, const float* x, const float* u,
                      float* y, const Epilogue& epilogue) {
  Tiling t = tiling_of(s, block_for(s, 120 << 10));
  int64_t width = winograd_width(s.k), u_plane = s.c * width;
  float* zeros = floats(kShared3, t.c_pad);
  std::memset(zeros, 0, t.c_pad * sizeof(float));
  bool past_cache = worth_streaming(y, s.n * s.oh * s.ow * s.k, s.k);
  parallel_for(pool, ceil_div(t.tiles, t.run), [&](int64_t task) {
    float* v = floats(kTask, kPlanes * (t.v_plane + t.m_plane));
    float* m = v + kPlanes * t.v_plane;
    int64_t end = least(t.tiles, (task + 1) * t.run);
    for (int64_t first = task * t.run; first < end; first += t.block) {
      int64_t count = least(t.block, end - first);
      int64_t next = least(t.block, end - first - count);
      transform_block(s, t, x, zeros, first, count, v);
      for (int p = 0; p < kPlanes; ++p) {
        if (!past_cache) prefetch_tiles<true>(t, y, s.oh, s.ow, s.k, first, count, p);
        prefetch_tiles<false>(t, x, s.h, s.w, s.c, first + count, next, p);
        gemm({v + p * t.v_plane, t.c_pad, 1, u + p * u_plane, width,
              m + p * t.m_plane, t.k_pad, count, t.k_pad, s.c, false});
      }
      for (int64_t i = 0; i < count; ++i) {
        Place at = place_of(t, first + i);
        if (past_cache) {
          finish_tile<true>(s, t, at, m + i * t.k_pad, y, epilogue);
        } else {
          finish_tile<false>(s, t, at, m + i * t.k_pad, y, epilogue);
        }
      }
    }
    if (past_cache) stream_end();
  });
}

void winograd_input_gradient(const Pool& pool, const Conv& s, const float* dy,
                             const float* w, float* dx) {
  float* turned = floats(kShared2, 9 * s.c * s.k);
  turn_filters(w, s.c, s.k, turned);
  Conv back = s;
  back.h = s.oh, back.w = s.ow, back.c = s.k;
  back.oh = s.h, back.ow = s.w, back.k = s.c;
  back.pad_top = 2 - s.pad_top, back.pad_left = 2 - s.pad_left;
  winograd(pool, back, dy, turned, dx, {nullptr, Activation::linear});
}

namespace {

// Planes of one tile of result gradients: A dy A'.
void transform_gradient(const Conv& s, const Tiling& t, const Place& at,
                        const float* dy, float* m) {
  int64_t rows = least(4, s.oh - at.y), cols = least(4, s.ow - at.x);
  const float* from = dy + ((at.image * s.oh + at.y) * s.ow + at.x) * s.k;
  for (int64_t k = 0; k < s.k; k += kLanes) {
    int64_t count = s.k - k;
    Vec half[6][4];
#pragma GCC unroll 1
    for (int j = 0; j < 4; ++j) {
      Vec d[4], t6[6];
      for (int i = 0; i < 4; ++i) {
        bool inside = i < rows && j < cols;
        d[i] = inside ? load_some(from + (i * s.ow + j) * s.k + k, count) : zero();
      }
      output_side_back(d, t6);
      for (int i = 0; i < 6; ++i) half[i][j] = t6[i];
    }
#pragma GCC unroll 1
    for (int i = 0; i < 6; ++i) {
      Vec t6[6];
      output_side_back(half[i], t6);
      for (int j = 0; j < 6; ++j) store(m + (i * 6 + j) * t.m_plane + k, t6[j]);
    }
  }
}

// Row c of dw (3, 3, C, K) from the sums of dU over all groups.
void finish_filter(const Conv& s, int64_t c, const float* du, int64_t groups,
                   int64_t k_pad, float* dw) {
  int64_t plane = s.c * k_pad, group = kPlanes * plane;
  for (int64_t k = 0; k < s.k; k += kLanes) {
    Vec half[3][6];
    for (int j = 0; j < 6; ++j) {
      Vec column[6], g[3];
      for (int i = 0; i < 6; ++i) {
        const float* from = du + (i * 6 + j) * plane + c * k_pad + k;
        column[i] = load(from);
        for (int64_t part = 1; part < groups; ++part) {
          column[i] += load(from + part * group);
        }
      }
      filter_side_back(column, g);
      for (int i = 0; i < 3; ++i) half[i][j] = g[i];
    }
    for (int i = 0; i < 3; ++i) {
      Vec g[3];
      filter_side_back(half[i], g);
      for (int j = 0; j < 3; ++j) {
        store_some(dw + ((i * 3 + j) * s.c + c) * s.k + k, g[j], s.k - k);
      }
    }
  }
}

}  // namespace

void winograd_weight_gradient(const Pool& pool, const Conv& s, const float* x,
                              const float* dy, float* dw) {
  Tiling t = tiling_of(s, block_for(s, 240 << 10));
  int64_t plane = s.c * t.k_pad;
  int64_t blocks = ceil_div(t.tiles, t.block);
  // Sums are cut into groups by the shape alone, never by the number of threads.
  int64_t groups = most(1, least(8, blocks / 4));
  float* du = floats(kShared, groups * kPlanes * plane + t.c_pad);
  float* zeros = du + groups * kPlanes * plane;
  std::memset(zeros, 0, t.c_pad * sizeof(float));
  parallel_for(pool, groups, [&](int64_t group) {
    float* v = floats(kTask, kPlanes * (t.v_plane + t.m_plane));
    float* m = v + kPlanes * t.v_plane;
    float* sums = du + group * kPlanes * plane;
    int64_t begin = blocks * group / groups, end = blocks * (group + 1) / groups;
    for (int64_t block = begin; block < end; ++block) {
      int64_t first = block * t.block;
      int64_t count = least(t.block, t.tiles - first);
      transform_block(s, t, x, zeros, first, count, v);
      for (int64_t i = 0; i < count; ++i) {
        transform_gradient(s, t, place_of(t, first + i), dy, m + i * t.k_pad);
      }
      int64_t next = least(t.block, most(0, t.tiles - first - count));
      for (int p = 0; p < kPlanes; ++p) {
        prefetch_tiles<false>(t, dy, s.oh, s.ow, s.k, first + count, next, p);
        prefetch_tiles<false>(t, x, s.h, s.w, s.c, first + count, next, p);
        gemm({v + p * t.v_plane, 1, t.c_pad, m + p * t.m_plane, t.k_pad,
              sums + p * plane, t.k_pad, s.c, t.k_pad, count, block != begin});
      }
    }
  });
  constexpr int64_t kChannels = 8;
  parallel_for(pool, ceil_div(s.c, kChannels), [&](int64_t task) {
    int64_t end = least(s.c, (task + 1) * kChannels);
    for (int64_t c = task * kChannels; c < end; ++c) {
      finish_filter(s, c, du, groups, t.k_pad, dw);
    }
  });
}

}  // namespace TENGEN_ISA
}  // namespace tengen
