"""All examples together: each part of the sandbox keeps its own in a file `examples*.py` here."""

from importlib import import_module
from pathlib import Path

from tests.sandbox.conformance.examples import Example


def examples() -> dict[str, Example]:
    """An example for each method that has one."""
    found: dict[str, Example] = {}
    for file in sorted(Path(__file__).parent.glob("examples*.py")):
        found |= import_module(f"{__package__}.{file.stem}").EXAMPLES
    return found
