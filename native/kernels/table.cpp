#include "kernels/all.h"

namespace tengen {
namespace TENGEN_ISA {

#define TENGEN_NAME_OF(isa) #isa
#define TENGEN_NAME(isa) TENGEN_NAME_OF(isa)

extern const Kernels table;
const Kernels table = {
    .name = TENGEN_NAME(TENGEN_ISA),
    .conv = conv,
    .conv_input_gradient = conv_input_gradient,
    .conv_weight_gradient = conv_weight_gradient,
    .winograd_filters = winograd_filters,
    .winograd_product = winograd_product,
    .channel_moments = channel_moments,
    .channel_dots = channel_dots,
    .max_pool = max_pool,
    .pool_take = pool_take,
    .pool_put = pool_put,
    .take_rows = take_rows,
    .lstm = lstm,
    .lstm_gradient = lstm_gradient,
};

}  // namespace TENGEN_ISA
}  // namespace tengen
