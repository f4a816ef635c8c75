// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "embedded.h"

#include <array>
#include <zlib.h>

// The linker takes the bytes as they are; a compiler would chew on a string literal of this size for minutes.
#define EMBED(symbol, path) \
    __asm__(".section .rodata\n" \
            ".balign 16\n" \
            ".global embedded_" #symbol "\n" \
            ".global embedded_" #symbol "_end\n" \
            "embedded_" #symbol ":\n" \
            ".incbin \"" path "\"\n" \
            "embedded_" #symbol "_end:\n" \
            ".byte 0\n" \
            ".previous\n"); \
    extern "C" const char embedded_##symbol[]; \
    extern "C" const char embedded_##symbol##_end[]

EMBED(sandbox, EVENTSCOPE_HOST_DIR "/sandbox.js");
EMBED(clone, EVENTSCOPE_HOST_DIR "/clone.js");
EMBED(json, EVENTSCOPE_HOST_DIR "/json.js");
EMBED(blame, EVENTSCOPE_HOST_DIR "/blame.js");
EMBED(event, EVENTSCOPE_HOST_DIR "/event.js");
EMBED(reducer, EVENTSCOPE_HOST_DIR "/reducer.js");
EMBED(modules, EVENTSCOPE_HOST_DIR "/modules.js");
EMBED(compile, EVENTSCOPE_HOST_DIR "/compile.js");
EMBED(decode, EVENTSCOPE_HOST_DIR "/decode.js");
EMBED(projectioncalls, EVENTSCOPE_HOST_DIR "/projectioncalls.js");
EMBED(projection, EVENTSCOPE_HOST_DIR "/projection.js");
EMBED(projectionrun, EVENTSCOPE_HOST_DIR "/projectionrun.js");
EMBED(sql, EVENTSCOPE_HOST_DIR "/sql.js");
EMBED(readmodel, EVENTSCOPE_HOST_DIR "/readmodel.js");
EMBED(fold, EVENTSCOPE_HOST_DIR "/fold.js");
EMBED(typescript, EVENTSCOPE_TYPESCRIPT_GZ);

#define EMBEDDED(symbol) \
    Embedded \
    { \
        "eventscope:" #symbol ".js", \
            std::string_view(embedded_##symbol, \
                             std::size_t(embedded_##symbol##_end - embedded_##symbol)) \
    }

namespace eventscope::host {

std::span<const Embedded> embeddedScripts()
{
    static const std::array scripts{EMBEDDED(sandbox),    EMBEDDED(clone),
                                    EMBEDDED(json),       EMBEDDED(blame),
                                    EMBEDDED(event),      EMBEDDED(reducer),
                                    EMBEDDED(modules),    EMBEDDED(compile),
                                    EMBEDDED(decode),     EMBEDDED(projectioncalls),
                                    EMBEDDED(projection), EMBEDDED(projectionrun),
                                    EMBEDDED(sql),        EMBEDDED(readmodel),
                                    EMBEDDED(fold)};
    return scripts;
}

std::string unpackedTypeScript()
{
    const auto packed = EMBEDDED(typescript).text;
    z_stream stream{};
    if (inflateInit2(&stream, 15 + 16) != Z_OK) // 16: a gzip header
        return {};
    stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(packed.data()));
    stream.avail_in = uInt(packed.size());
    std::string text(std::size_t(16) << 20, '\0');
    std::size_t size = 0;
    int status = Z_OK;
    while (status == Z_OK) {
        if (size == text.size())
            text.resize(2 * size);
        stream.next_out = reinterpret_cast<Bytef *>(text.data() + size);
        stream.avail_out = uInt(text.size() - size);
        status = inflate(&stream, Z_NO_FLUSH);
        size = text.size() - stream.avail_out;
    }
    inflateEnd(&stream);
    text.resize(status == Z_STREAM_END ? size : 0);
    return text;
}

} // namespace eventscope::host
