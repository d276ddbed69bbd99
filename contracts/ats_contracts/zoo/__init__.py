"""
The zoo: implementations broken on purpose, one vice each, right ones that look strange, and
presumptuous ones that take one reading of a vendor's documents for granted.

`prove` runs it against the installed kit. One file for each defect in `defects/`, one for each
oddity in `oddities/`, one for each vendor in `presumptions/`.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterable, Sequence
from typing import Any

from ats_contracts.errors import NothingMatches
from ats_contracts.verdict import ExitCode, Verdict
from ats_contracts.zoo import crew
from ats_contracts.zoo.defect import Defect, Oddity
from ats_contracts.zoo.defects import DEFECTS
from ats_contracts.zoo.gate import Kill, Proof
from ats_contracts.zoo.oddities import ODDITIES
from ats_contracts.zoo.presume import Caught
from ats_contracts.zoo.presumption import Presumption
from ats_contracts.zoo.presumptions import NOBODY, PRESUMPTIONS

__all__ = [
    "DEFECTS",
    "NOBODY",
    "ODDITIES",
    "PRESUMPTIONS",
    "Defect",
    "Oddity",
    "Presumption",
    "Proof",
    "catalogue",
    "presumed",
    "prove",
]


def presumed() -> dict[str, str]:
    """Say of each assumption who presumes it, or why nobody can be caught doing so."""
    return {one.assumption: one.story for one in PRESUMPTIONS} | {
        name: f"nobody: {reason}" for name, reason in NOBODY.items()
    }


def catalogue() -> list[dict[str, Any]]:
    """List the defects. Shape: [{"name", "sentence", "check", "providers": [str]}]."""
    return [
        {
            "name": d.name,
            "sentence": d.story,
            "check": d.check,
            "providers": sorted(d.providers),
        }
        for d in DEFECTS
    ]


def chosen(
    names: Iterable[str],
) -> tuple[Sequence[Defect], Sequence[Oddity], Sequence[Presumption]]:
    """Choose members by name, all of them if no name is given. Raises: NothingMatches."""
    wanted = list(names)
    members: list[Defect | Oddity | Presumption] = [*DEFECTS, *ODDITIES, *PRESUMPTIONS]
    known = [one.name for one in members]
    for name in wanted:
        if name not in known:
            raise NothingMatches(name, known, among="members of the zoo")
    if not wanted:
        return DEFECTS, ODDITIES, PRESUMPTIONS
    return (
        [d for d in DEFECTS if d.name in wanted],
        [o for o in ODDITIES if o.name in wanted],
        [p for p in PRESUMPTIONS if p.name in wanted],
    )


def prove(names: tuple[str, ...], *, output: str) -> int:
    """
    Run the gate over the members called *names* (default: all) and print what was found.

    Gives 0 if the gate is passed, 1 if not. Raises: NothingMatches.
    """
    from ats_simulator.simulator import Simulator

    members = chosen(names)
    begun = time.monotonic()
    with Simulator() as simulator, crew.together(simulator) as hands:
        proof = crew.prove(simulator, *members, whole=not names, crew=hands, told=_teller())
    seconds = time.monotonic() - begun
    sys.stdout.write(as_json(proof) if output == "json" else as_text(proof, seconds))
    return int(ExitCode.VIOLATED if proof.red() else ExitCode.OK)


def _teller() -> Any:
    last = [time.monotonic()]

    def told(sentence: str) -> None:
        if time.monotonic() - last[0] > 2:
            last[0] = time.monotonic()
            sys.stderr.write(f"proving: {sentence}\n")

    return told


def as_text(proof: Proof, seconds: float) -> str:
    """Render a proof for people: the kill matrix, then what keeps the gate shut."""
    width = max((len(k.defect) for k in proof.kills), default=0)
    at = max((len(k.provider) for k in proof.kills), default=0)
    lines = [_kill_line(kill, width, at) for kill in proof.kills]
    lines += [
        f"{name:<{width}}  {'oddity':<{at}} {'accused' if pairs else 'stays green'}"
        for name, pairs in proof.accused().items()
    ]
    lines += [_caught_line(one, width) for one in proof.caught]
    return "\n".join([*lines, "", *_summary(proof, seconds)]) + "\n"


def _caught_line(one: Caught, width: int) -> str:
    how = ", ".join(f"{outcome} with {value}" for value, outcome in one.how)
    return f"{one.assumption:<{width}}  presumption   {one.fate:<8} {how}".rstrip()


def _summary(proof: Proof, seconds: float) -> list[str]:
    red = proof.red()
    passed = sum(v is Verdict.PASS for v in proof.control.values())
    killed = sum(k.fate == "killed" for k in proof.kills)
    inert = sum(k.fate == "inert" for k in proof.kills)
    accused = proof.accused()
    green = sum(not pairs for pairs in accused.values())
    return [
        *(f"RED  {sentence}" for sentence in red),
        f"control  {len(proof.control)} checks, {passed} pass",
        f"defects  {killed} of {len(proof.kills)} killed by their named check, {inert} inert",
        f"oddities {green} of {len(accused)} stay green",
        f"checks   {len(proof.idle)} idle",
        *_audited(proof),
        f"{'NOT PROVEN' if red else 'proven'} in {seconds:.1f} s",
    ]


def _audited(proof: Proof) -> list[str]:
    caught = sum(one.fate == "caught" for one in proof.caught)
    nobody = f"; {len(NOBODY)} assumptions that nobody can be caught presuming"
    return [f"audit    {caught} of {len(proof.caught)} presumptions caught{nobody}"]


def _kill_line(kill: Kill, width: int, at: int) -> str:
    return f"{kill.defect:<{width}}  {kill.provider:<{at}} {kill.fate:<13} {kill.named}"


def as_json(proof: Proof) -> str:
    """Render a proof as JSON. Shape: {"kills": […], "accused", "idle", "control", "red"}."""
    told = {
        "kills": [
            {
                "defect": k.defect,
                "provider": k.provider,
                "named": k.named,
                "fate": k.fate,
                "by": list(k.by),
                "ran": k.ran,
            }
            for k in proof.kills
        ],
        "presumptions": [
            {"assumption": c.assumption, "fate": c.fate, "how": dict(c.how), "ran": c.ran}
            for c in proof.caught
        ],
        "accused": {name: [list(p) for p in pairs] for name, pairs in proof.accused().items()},
        "idle": proof.idle,
        "control": {f"{c} {p}": v.value for (c, p), v in proof.control.items()},
        "red": proof.red(),
    }
    return json.dumps(told, indent=2) + "\n"
