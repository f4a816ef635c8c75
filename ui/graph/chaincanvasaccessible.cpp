// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "graph/chaincanvasaccessible.h"

#include "graph/chaincanvas.h"
#include "graph/chaintext.h"

#include <QAccessible>
#include <QAccessibleWidget>
#include <QPointer>

#include <vector>

namespace eventscope::ui {

namespace {

// One event of the chain. Refers to it by number: after another picture it is another event.
class NodeAccessible : public QAccessibleInterface, public QAccessibleActionInterface
{
public:
    NodeAccessible(ChainCanvas *canvas, int index)
        : m_canvas(canvas)
        , m_index(index)
    {}

    bool isValid() const override
    {
        return m_canvas && static_cast<std::size_t>(m_index) < m_canvas->picture().nodes.size();
    }
    QObject *object() const override { return nullptr; }
    QAccessibleInterface *parent() const override
    {
        return QAccessible::queryAccessibleInterface(m_canvas);
    }
    QAccessibleInterface *child(int) const override { return nullptr; }
    QAccessibleInterface *childAt(int, int) const override { return nullptr; }
    int childCount() const override { return 0; }
    int indexOfChild(const QAccessibleInterface *) const override { return -1; }
    QString text(QAccessible::Text kind) const override
    {
        if (!isValid() || kind != QAccessible::Name)
            return {};
        return nodeSentence(m_canvas->picture(), node(), m_canvas->playhead());
    }
    void setText(QAccessible::Text, const QString &) override {}
    QRect rect() const override
    {
        if (!isValid())
            return {};
        const QRect rect = m_canvas->nodeRect(node());
        return {m_canvas->mapToGlobal(rect.topLeft()), rect.size()};
    }
    QAccessible::Role role() const override { return QAccessible::ListItem; }
    QAccessible::State state() const override
    {
        QAccessible::State state;
        if (!isValid())
            return state;
        state.focusable = true;
        state.selectable = true;
        state.selected = m_canvas->picture().nodes[node()].row == m_canvas->playhead();
        state.focused = m_canvas->hasFocus() && m_canvas->cursor() == node();
        state.offscreen = !m_canvas->rect().intersects(m_canvas->nodeRect(node()));
        return state;
    }
    void *interface_cast(QAccessible::InterfaceType type) override
    {
        return type == QAccessible::ActionInterface
                   ? static_cast<QAccessibleActionInterface *>(this)
                   : nullptr;
    }
    QStringList actionNames() const override { return {pressAction()}; }
    void doAction(const QString &name) override
    {
        if (isValid() && name == pressAction())
            m_canvas->choose(node());
    }
    QStringList keyBindingsForAction(const QString &) const override { return {}; }

private:
    std::uint32_t node() const { return static_cast<std::uint32_t>(m_index); }

    QPointer<ChainCanvas> m_canvas;
    int m_index;
};

class CanvasAccessible : public QAccessibleWidget
{
public:
    explicit CanvasAccessible(ChainCanvas *canvas)
        : QAccessibleWidget(canvas, QAccessible::List)
    {}
    ~CanvasAccessible() override
    {
        for (const QAccessible::Id id : m_children)
            QAccessible::deleteAccessibleInterface(id);
    }

    int childCount() const override
    {
        return canvas() ? static_cast<int>(canvas()->picture().nodes.size()) : 0;
    }
    QAccessibleInterface *child(int index) const override
    {
        if (index < 0 || index >= childCount())
            return nullptr;
        while (m_children.size() <= static_cast<std::size_t>(index)) {
            const int next = static_cast<int>(m_children.size());
            m_children.push_back(
                QAccessible::registerAccessibleInterface(new NodeAccessible(canvas(), next)));
        }
        return QAccessible::accessibleInterface(m_children[static_cast<std::size_t>(index)]);
    }
    int indexOfChild(const QAccessibleInterface *wanted) const override
    {
        for (int i = 0; i < childCount(); ++i) {
            if (child(i) == wanted)
                return i;
        }
        return -1;
    }
    QAccessibleInterface *childAt(int x, int y) const override
    {
        if (!canvas())
            return nullptr;
        const auto node = canvas()->nodeAt(canvas()->mapFromGlobal(QPoint(x, y)));
        return node ? child(static_cast<int>(*node)) : nullptr;
    }
    QAccessibleInterface *focusChild() const override
    {
        return canvas() && canvas()->hasFocus() && canvas()->cursor()
                   ? child(static_cast<int>(*canvas()->cursor()))
                   : nullptr;
    }

private:
    ChainCanvas *canvas() const { return qobject_cast<ChainCanvas *>(object()); }

    mutable std::vector<QAccessible::Id> m_children; // made when they are asked for
};

QAccessibleInterface *makeInterface(const QString &, QObject *object)
{
    auto *const canvas = qobject_cast<ChainCanvas *>(object);
    return canvas ? new CanvasAccessible(canvas) : nullptr;
}

} // namespace

void installChainAccessibility()
{
    // Called for every class of an object, again for each canvas would be once too often.
    static const bool isInstalled = (QAccessible::installFactory(makeInterface), true);
    (void)isInstalled;
}

void announceChainNodes(ChainCanvas &canvas)
{
    QAccessibleEvent event(&canvas, QAccessible::ObjectReorder);
    QAccessible::updateAccessibility(&event);
}

} // namespace eventscope::ui
