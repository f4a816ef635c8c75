// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "seal.h"

#include "script/frames.h"

#include <cerrno>
#include <cstddef>
#include <cstdlib>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <string>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace eventscope::host {

namespace {

void limit(decltype(RLIMIT_CORE) what, rlim_t most)
{
    const rlimit both{most, most};
    setrlimit(what, &both);
}

// Reading the lifeline returns when the last holder of its other end is gone, however it went and whatever the script is doing.
void endWithParent()
{
    std::thread([] {
        char byte = 0;
        while (read(frames::kLifeline, &byte, 1) < 0 && errno == EINTR) {
        }
        _exit(EXIT_SUCCESS);
    }).detach();
}

// The calls by which a process reaches something outside of itself. A script has no way to make them; this is for the day on which the
// engine has a hole. Threads, memory and the open streams are left, since the engine needs them.
constexpr long kForbidden[] = {
    __NR_openat,
    __NR_openat2,
    __NR_open_by_handle_at,
    __NR_socket,
    __NR_socketpair,
    __NR_connect,
    __NR_bind,
    __NR_execve,
    __NR_execveat,
    __NR_ptrace,
    __NR_process_vm_readv,
    __NR_process_vm_writev,
    __NR_kill,
    __NR_unlinkat,
    __NR_renameat2,
    __NR_linkat,
    __NR_symlinkat,
    __NR_mkdirat,
    __NR_mknodat,
    __NR_fchmodat,
    __NR_fchownat,
    __NR_truncate,
    __NR_mount,
    __NR_bpf,
    __NR_io_uring_setup,
    __NR_userfaultfd,
#ifdef __NR_open
    __NR_open,
    __NR_creat,
    __NR_fork,
    __NR_vfork,
    __NR_unlink,
    __NR_rename,
    __NR_renameat,
    __NR_link,
    __NR_symlink,
    __NR_mkdir,
    __NR_rmdir,
    __NR_mknod,
    __NR_chmod,
    __NR_chown,
#endif
};

#if defined(__x86_64__)
constexpr unsigned kArchitecture = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
constexpr unsigned kArchitecture = AUDIT_ARCH_AARCH64;
#else
constexpr unsigned kArchitecture = 0; // the numbers of its calls are not checked
#endif

// Those calls fail with EPERM from now on, in every thread. A kernel without filters has none; the limits below hold anyway.
void forbidCalls()
{
    if (kArchitecture == 0)
        return;
    const auto load = [](std::size_t offset) {
        return sock_filter BPF_STMT(BPF_LD | BPF_W | BPF_ABS, static_cast<unsigned>(offset));
    };
    const sock_filter refuse BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM);
    const sock_filter allow BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
    std::vector<sock_filter> program{
        load(offsetof(seccomp_data, arch)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, kArchitecture, 1, 0),
        refuse, // the calls of another architecture have other numbers
        load(offsetof(seccomp_data, nr)),
#ifdef __x86_64__
        BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, 0x40000000, 0, 1), // so have those of its x32 programs
        refuse,
#endif
    };
    for (const long call : kForbidden) {
        program.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, unsigned(call), 0, 1));
        program.push_back(refuse);
    }
    program.push_back(allow);
    const sock_fprog filter{static_cast<unsigned short>(program.size()), program.data()};
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &filter);
}

} // namespace

void leaveNothingOfTheSurroundings()
{
    const char *zone = std::getenv("TZ");
    const std::string kept = zone ? zone : "";
    clearenv();
    if (zone)
        setenv("TZ", kept.c_str(), 1);
    // Options of the engine, which it reads from its environment.
    setenv("JSC_useWebAssembly", "0", 1);
    setenv("JSC_useSharedArrayBuffer", "0", 1);
    limit(RLIMIT_CORE, 0);
    endWithParent();
}

void closeTheDoors()
{
    limit(RLIMIT_FSIZE, 0);
    limit(RLIMIT_NOFILE, 0);
    forbidCalls();
}

} // namespace eventscope::host
