// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "script/payloaddecoder.h"

namespace eventscope {

// A decoder in JavaScript or TypeScript: `decode(bytes, event)` of a file, in a sealed host of its own.
class ScriptDecoder : public PayloadDecoder
{
public:
    // Errors: those of ScriptFold::open().
    static Result<std::unique_ptr<PayloadDecoder>> open(const std::string &file,
                                                        const ScriptOptions &options,
                                                        std::stop_token stop);
    ~ScriptDecoder() override;

    Result<void> decode(std::span<const DecodeRequest> requests, Answers &answers,
                        std::stop_token stop) override;
    bool isUsable() const override;

private:
    explicit ScriptDecoder(std::unique_ptr<ScriptFold::Host> host);
    std::unique_ptr<ScriptFold::Host> m_host;
};

} // namespace eventscope
