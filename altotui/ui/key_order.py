"""Keys act in the order in which they were typed, however fast they come."""

from __future__ import annotations

import asyncio

from textual import events
from textual.dom import DOMNode
from textual.screen import Screen
from textual.widget import Widget

_ROUNDS = 3
"""From the widget to its pane, from there to the screen, and once for what those answered."""
_PATIENCE_S = 0.25
"""A widget that is busy for longer does not hold up the keyboard."""


async def finish(target: DOMNode) -> None:
    """Return when `target` and what holds it have dealt with a key and with the messages it led to."""
    nodes: list[DOMNode] = []
    for node in target.ancestors_with_self:
        nodes.append(node)
        if isinstance(node, Screen):
            break
    try:
        async with asyncio.timeout(_PATIENCE_S):
            for _ in range(_ROUNDS):
                for node in nodes:
                    await _drained(node)
    except TimeoutError:
        return


async def _drained(node: DOMNode) -> None:
    """Return when `node` has worked off what was in its queue."""
    reached = asyncio.Event()
    # not `call_later`: Textual would look anew each time how many parameters that takes
    if node.is_running and node.post_message(events.Callback(callback=reached.set)):
        await reached.wait()


async def acted_at_once(widget: Widget, event: events.Key) -> None:
    """Do what the widget's own binding for a key says, now, if it has one; for its `_on_key`.

    Textual runs bindings only when the key has gone up to the application, behind characters typed after it.
    """
    bindings = widget._bindings.key_to_bindings.get(event.key, [])
    if bindings:
        event.stop()
        event.prevent_default()
        await widget.app.run_action(bindings[0].action, widget)
