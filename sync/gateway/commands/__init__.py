"""The commands of the gateway, one module for each kind. A module here reads arguments and prints; it decides nothing.

Every module has ``register(commands)``, and nothing heavy is imported before a command runs.
"""

import argparse

from sync.gateway.commands import (
    backup,
    courier,
    devices,
    distribute,
    dossiers,
    enrol,
    keys,
    office,
    passing,
    recovery,
    serve,
    store,
    subjects,
)
from sync.gateway.commands.arguments import Commands

MODULES = (
    serve,
    enrol,
    devices,
    keys,
    dossiers,
    courier,
    distribute,
    passing,
    office,
    backup,
    recovery,
    store,
    subjects,
)
"""In the order in which the help lists them."""


def register_all(commands: "Commands[argparse.ArgumentParser]") -> None:
    """Add every command there is."""
    for module in MODULES:
        module.register(commands)
