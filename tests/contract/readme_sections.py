"""The generated parts of README.md: `<!-- generated: name -->` to `<!-- end -->`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import click

from baasctl.access.lints.registry import all_rules
from baasctl.cli.group import root
from baasctl.kinds.registry import all_kinds
from baasctl.model.change import Hazard
from baasctl.plan.guards import NEEDS_ALLOW
from baasctl.providers import registry
from baasctl.providers.contract import Yes
from baasctl.report.access_table import access_rows, as_markdown
from baasctl.sandbox.fidelity import NOT_SIMULATED, TABLE

README: Final = Path("README.md")
_SECTION: Final = re.compile(r"(<!-- generated: (\w+) -->\n)(.*?)(<!-- end -->)", re.DOTALL)
_MEANING: Final = {
    Hazard.MAY_WIDEN_ACCESS: "Somebody may read or do more than before: a policy, a grant, a public function.",
    Hazard.WEAKENS_AUTH: "Signing in, or staying signed in, asks for less.",
    Hazard.LOCKS_OUT_USERS: "Somebody who got in, or saw a row, may not any more.",
    Hazard.DELETES_DATA: "Data goes, and baasctl cannot bring it back.",
    Hazard.ROTATES_SECRET: "An old secret stops working.",
    Hazard.DOWNTIME: "Something may fail for a while, or until callers follow.",
}


def sections() -> dict[str, str]:
    """The parts that need no sandbox, by name."""
    return {
        "kinds": "\n".join(_kinds()),
        "commands": "\n".join(_commands()),
        "hazards": "\n".join(_hazards()),
        "lints": "\n".join(_lints()),
        "access": as_markdown(list(access_rows([registry.package(name).support() for name in registry.NAMES]))).strip(),
        "fidelity": "\n".join(_fidelity()).strip("\n"),
    }


def section_of(readme: str, name: str) -> str:
    """The text between the marks of a part."""
    return next(match[3].strip("\n") for match in _SECTION.finditer(readme) if match[2] == name)


def replaced(readme: str, found: dict[str, str]) -> str:
    """The page with its generated parts made anew."""
    return _SECTION.sub(lambda match: f"{match[1]}{found.get(match[2], match[3].strip(chr(10)))}\n{match[4]}", readme)


def _kinds() -> Iterator[str]:
    providers = [registry.package(name).support() for name in registry.NAMES]
    yield "| section | what it describes | fields | " + " | ".join(each.title for each in providers) + " |"
    yield "|---|---|---|" + "---|" * len(providers)
    for kind in all_kinds():
        fields = " ".join(f"`{name}`" for name in kind.fields.members)
        marks = " | ".join("✓" if isinstance(each.kinds.get(kind.name), Yes) else "-" for each in providers)
        yield f"| `{kind.name}` | {kind.title} | {fields} | {marks} |"


def _commands() -> Iterator[str]:
    context = click.Context(root, info_name="baasctl")
    yield "| command | does |"
    yield "|---|---|"
    for name in root.list_commands(context):
        command = root.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            for inner in command.list_commands(context):
                found = command.get_command(context, inner)
                assert found is not None
                yield f"| `{name} {inner}` | {_first_sentence(found)} |"
        else:
            yield f"| `{name}` | {_first_sentence(command)} |"


def _lints() -> Iterator[str]:
    yield "| lint | severity | of | finds |"
    yield "|---|---|---|---|"
    for rule in all_rules():
        kinds = " ".join(f"`{name}`" for name in sorted(rule.kinds))
        finds = f"{rule.title}. {rule.about}".replace("|", "\\|")
        yield f"| `{rule.name}` {rule.code} | {rule.weight.value} | {kinds} | {finds} |"


def _first_sentence(command: click.Command) -> str:
    return (command.help or "").split("\n\n")[0].replace("\n", " ").replace("|", "\\|")


def _hazards() -> Iterator[str]:
    yield "| hazard | means | needs `--allow` |"
    yield "|---|---|---|"
    for hazard in Hazard:
        yield f"| `{hazard}` | {_MEANING[hazard]} | {'yes' if hazard in NEEDS_ALLOW else 'no, it is printed'} |"


def _fidelity() -> Iterator[str]:
    for provider, missing in NOT_SIMULATED.items():
        title = registry.package(provider).support().title
        yield f"| {title}: behaviour | how we know | source |"
        yield "|---|---|---|"
        for row in TABLE:
            if row.provider == provider:
                yield f"| {row.behaviour} | {row.grade} | {row.source} |".replace("<", "&lt;")
        yield ""
        yield f"{title}, not simulated, or otherwise than on the platform:"
        yield ""
        yield from (f"- {each}".replace("<", "&lt;") for each in missing)
        yield ""
