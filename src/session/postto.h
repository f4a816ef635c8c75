// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

#include <utility>

#ifdef __SANITIZE_THREAD__
extern "C" void __tsan_acquire(void *address);
extern "C" void __tsan_release(void *address);
#endif

namespace eventscope {

// Runs `answer` in the thread of the receiver, unless the receiver is gone by then. Any thread.
//
// What stands before the call happens before the answer. Qt sees to that; but it is not built with ThreadSanitizer, which must be told.
template<typename Answer>
void postTo(QObject *receiver, Answer answer)
{
#ifdef __SANITIZE_THREAD__
    static char order;
    __tsan_release(&order);
    QMetaObject::invokeMethod(
        receiver,
        [answer = std::move(answer)]() mutable {
            __tsan_acquire(&order);
            answer();
        },
        Qt::QueuedConnection);
#else
    QMetaObject::invokeMethod(receiver, std::move(answer), Qt::QueuedConnection);
#endif
}

} // namespace eventscope
