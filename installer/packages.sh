# shellcheck shell=bash
# SPDX-FileCopyrightText: Eventscope contributors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The one list of what Eventscope needs, and the function that installs what is missing of it.
# Sourced by installer/run and tests/run.
#
# One line a thing: the Debian package | the command that proves it is there, if it has one | what it is.
# A package with a command counts as present wherever that command came from.

eventscope_build_packages=(
    'g++|g++|a C++20 compiler: GCC 12 or later'
    'cmake|cmake|CMake 3.25 or later'
    'ninja-build|ninja|Ninja'
    'pkg-config|pkg-config|pkg-config'
    'qt6-base-dev||Qt 6.4 or later, with headers: Core, DBus, Gui, Widgets, Test'
    'qt6-svg-dev||Qt Svg, with headers'
    'libgl1-mesa-dev||OpenGL headers, which Qt Gui asks for'
    'libsqlite3-dev||SQLite 3.38 or later, with headers'
    'nlohmann-json3-dev||nlohmann-json 3.11 or later'
    'libsimdjson-dev||simdjson 3 or later'
    'libcli11-dev||CLI11 2.1 or later'
    'zlib1g-dev||zlib, with headers'
    'libyaml-dev||LibYAML 0.2, with headers'
    'libzstd-dev||zstd 1.4 or later, with headers'
    'libpcre2-dev||PCRE2, the 8-bit library with headers'
    'graphviz|dot|Graphviz 2.42 or later: its program dot, which lays out graphs'
    'libqscintilla2-qt6-dev||QScintilla 2.13 or later for Qt 6, with headers: the code editor'
    'libjavascriptcoregtk-4.1-dev||JavaScriptCore 2.38 or later, with headers, for scripts'
    'node-typescript||TypeScript, in /usr/share/nodejs/typescript: built in, for scripts'
    'gzip|gzip|gzip'
    'breeze-icon-theme||the Breeze icons, in /usr/share/icons/breeze'
)

eventscope_test_packages=(
    'clang|clang++|Clang 14 or later, for the fuzzers'
    'libclang-rt-dev||the sanitizer and fuzzer runtimes of that Clang'
    'ccache|ccache|ccache, so that a change builds quickly'
    'python3|python3|Python 3'
)

# True if there is any font to paint with.
eventscope_has_font() {
    local found
    found=$(find /usr/share/fonts /usr/local/share/fonts "${HOME:-/nonexistent}/.fonts" \
        "${HOME:-/nonexistent}/.local/share/fonts" \
        \( -name '*.[to]tf' -o -name '*.ttc' \) -print -quit 2>/dev/null || true)
    [[ -n $found ]] || [[ -n $(fc-list 2>/dev/null | head -n 1) ]] || [[ $(uname -s) == Darwin ]]
}

eventscope_package_installed() {
    [[ $(dpkg-query --show --showformat='${db:Status-Status}' "$1" 2>/dev/null) == installed ]]
}

# eventscope_install LINE...: installs what is missing of those lines. Where it can't, it says what to install and
# returns all the same: CMake names what it does not find.
eventscope_install() {
    local line package command what
    local -a missing=()
    if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
        echo 'This is no Debian or Ubuntu, so nothing is installed for you. Eventscope is built with:' >&2
        for line in "$@"; do
            IFS='|' read -r package command what <<<"$line"
            if [[ -n $command ]] && command -v "$command" >/dev/null; then
                echo "  - $what (found)" >&2
            else
                echo "  - $what" >&2
            fi
        done
        echo 'Going on with what is here.' >&2
        return 0
    fi
    for line in "$@"; do
        IFS='|' read -r package command what <<<"$line"
        if [[ -n $command ]] && command -v "$command" >/dev/null; then
            continue
        fi
        eventscope_package_installed "$package" || missing+=("$package")
    done
    eventscope_has_font || missing+=(fonts-noto-core)
    (( ${#missing[@]} )) || return 0

    local -a apt=(env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 -qq)
    if (( EUID != 0 )); then
        if ! command -v sudo >/dev/null; then
            echo "Missing: ${missing[*]}. As root, run: apt-get install ${missing[*]}" >&2
            return 0
        fi
        apt=(sudo "${apt[@]}")
    fi
    echo "Installing: ${missing[*]}"
    "${apt[@]}" update || true
    if ! "${apt[@]}" install -y --no-install-recommends "${missing[@]}" >/dev/null; then
        echo "apt-get could not install: ${missing[*]}. Going on with what is here." >&2
    fi
}

# eventscope_configure PRESET: configures build/PRESET unless that was done since the presets changed. Ninja itself
# configures again when a CMakeLists.txt changes. Run in the folder of the project.
eventscope_configure() {
    local dir=build/$1
    if [[ ! -f $dir/build.ninja || CMakePresets.json -nt $dir/build.ninja ]]; then
        cmake --preset "$1" || return
    fi
}
