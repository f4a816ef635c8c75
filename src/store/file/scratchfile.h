// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace eventscope {

// A file without a name, which the system takes back when it is closed: for what is unpacked or put into another form.
class ScratchFile
{
public:
    // `name` is what messages call the file that it is made of. Errors: Unreadable.
    static Result<std::unique_ptr<ScratchFile>> open(std::string name);
    ~ScratchFile();
    ScratchFile(const ScratchFile &) = delete;
    ScratchFile &operator=(const ScratchFile &) = delete;

    // Errors: Limit if the disk is full.
    Result<void> write(std::string_view bytes);
    int file() const { return m_file; }
    std::size_t size() const { return m_size; }

private:
    explicit ScratchFile(std::string name);

    std::string m_name;
    std::string m_folder;
    int m_file = -1;
    std::size_t m_size = 0;
    std::size_t m_spaceChecked = 0;
};

} // namespace eventscope
