"""Hooks: what the engine asks the program before or after it changes a resource."""

from collections.abc import Awaitable, Callable

import pulumi
from pulumi.runtime.settings import SETTINGS, _get_callbacks
from pulumi.runtime.sync_await import _sync_await


def hook(
    name: str, answer: Callable[[pulumi.ResourceHookArgs], Awaitable[None]], on_dry_run: bool = False
) -> pulumi.ResourceHook:
    """Make a hook; `on_dry_run`: it is asked in a preview too.

    The SDK (3.272) starts a server for the engine to ask by, and forgets it with the task that registers the hook: a
    server for each hook, which is more sockets than a process may have open with some hundred apps. Kept here, it is
    one for all.
    """
    if SETTINGS.callbacks is None:
        SETTINGS.callbacks = _sync_await(_get_callbacks())
    return pulumi.ResourceHook(name, answer, pulumi.ResourceHookOptions(on_dry_run=on_dry_run))
