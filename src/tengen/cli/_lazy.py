"""A command group whose commands are imported when they are called."""

from __future__ import annotations

from importlib import import_module
from keyword import iskeyword
from typing import Any

from typer.core import TyperCommand, TyperGroup
from typer.main import get_command, get_group


class LazyGroup(TyperGroup):
    """Finds the command `name` in the module `package.name`, as its `app`.

    Subclasses list their commands in `summaries`: help needs no more than these lines,
    so it imports none of the modules. A command whose name is a word of Python's own,
    such as `import`, lives in a module with an underscore after its name.
    """

    package = "tengen.cli"
    summaries: dict[str, str] = {}
    _lists_only = False

    def list_commands(self, ctx: Any) -> list[str]:
        """Return the commands' names in the order of `summaries`."""
        return list(self.summaries)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Return a command, or `None` if there is none of this name."""
        if cmd_name not in self.summaries:
            return None
        if self._lists_only:
            return TyperCommand(cmd_name, help=self.summaries[cmd_name])
        module = f"{cmd_name}_" if iskeyword(cmd_name) else cmd_name.replace("-", "_")
        app = import_module(f"{self.package}.{module}").app
        return get_group(app) if app.registered_callback else get_command(app)

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the help page."""
        self._lists_only = True
        try:
            super().format_help(ctx, formatter)
        finally:
            self._lists_only = False
