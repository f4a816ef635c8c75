// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/decode/zstd.h"

#include "store/payload.h"

#include <zstd.h>

#include <algorithm>
#include <memory>

namespace eventscope {

bool isZstd(std::string_view bytes)
{
    return bytes.starts_with("\x28\xb5\x2f\xfd");
}

Result<std::string> unpackZstd(std::string_view packed)
{
    // Making one costs more than most payloads do.
    thread_local const std::unique_ptr<ZSTD_DCtx, decltype(&ZSTD_freeDCtx)>
        context(ZSTD_createDCtx(), &ZSTD_freeDCtx);
    if (!context || ZSTD_isError(ZSTD_DCtx_reset(context.get(), ZSTD_reset_session_only)))
        return fail(ErrorCode::Limit,
                    "There is no memory left to unpack the payload; close other stores.");
    std::string unpacked;
    ZSTD_inBuffer in{packed.data(), packed.size(), 0};
    std::size_t left = 1; // of the frame; 0 at its end
    for (bool full = false; in.pos < in.size || full;) {
        if (unpacked.size() >= kMostUnpacked)
            return fail(tooMuchUnpacked());
        const std::size_t done = unpacked.size();
        const std::size_t room = std::clamp<std::size_t>(std::max(done, packed.size() * 4), 1024,
                                                         kMostUnpacked - done);
        unpacked.resize(done + room);
        ZSTD_outBuffer out{unpacked.data() + done, room, 0};
        left = ZSTD_decompressStream(context.get(), &out, &in);
        unpacked.resize(done + out.pos);
        if (ZSTD_isError(left))
            return fail(damagedPacking().with(ZSTD_getErrorName(left)));
        full = out.pos == out.size;
    }
    if (left != 0)
        return fail(damagedPacking());
    return unpacked;
}

} // namespace eventscope
