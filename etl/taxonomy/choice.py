"""Chooses the taxonomy that a load is attributed under: the store's choice, which a file's format doesn't change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from etl.settings import Settings
from etl.taxonomy.loader import DEFAULT, SHIPPED, load_taxonomy
from etl.taxonomy.model import Taxonomy

By = Literal["asked", "file", "store", "format", "default"]
"""Who chose it: the command, the store's own file, an earlier load, the first file's format, or nobody."""


@dataclass(frozen=True)
class Choice:
    """A taxonomy, who chose it, and notes about the choice.

    Attributes
    ----------
    before
        Taxonomy in force until now; None if no ticket has been attributed.
    notes
        Lines for people: which taxonomy it is if there was none, and which other could be chosen.
    """

    taxonomy: Taxonomy
    by: By
    before: Taxonomy | None = None
    notes: tuple[str, ...] = ()

    @property
    def is_change(self) -> bool:
        """Whether a different one was in force until now."""
        return self.before is not None and self.before.hash != self.taxonomy.hash


def choose_taxonomy(settings: Settings, given: str | None, shipped: str = DEFAULT) -> Taxonomy:
    """Taxonomy to use without a store: the given one, else the store's own file, else the shipped one.

    Raises
    ------
    InputError
        As `etl.taxonomy.load_taxonomy`.
    """
    return choose(settings, given, None, shipped).taxonomy


def choose(settings: Settings, given: str | None, in_force: Taxonomy | None, proposed: str = DEFAULT) -> Choice:
    """Choose the requested taxonomy, else the store's own file, else the one in force, else the format's.

    Parameters
    ----------
    given
        File or shipped name requested by the command.
    in_force
        Taxonomy of the store's last run; None where no ticket has been attributed.
    proposed
        Shipped taxonomy that the file's format proposes, or the default.

    Raises
    ------
    InputError
        If the chosen taxonomy can't be read.
    """
    own = settings.taxonomy_file
    if given:
        taxonomy = load_taxonomy(given)
        is_overruled = own.is_file() and load_taxonomy(own).hash != taxonomy.hash
        note = f"The next load uses {own} again. To keep {taxonomy.name}, move that file away."
        return Choice(taxonomy, "asked", in_force, (note,) if is_overruled else ())
    if own.is_file():
        taxonomy = load_taxonomy(own)
        first = () if in_force is not None else (f"Taxonomy: {taxonomy.name}, the store's own ({own.name}).",)
        return Choice(taxonomy, "file", in_force, first)
    if in_force is not None:
        return Choice(in_force, "store", in_force, _could_be_asked(in_force, proposed))
    taxonomy = load_taxonomy(proposed)
    others = ", ".join(name for name in SHIPPED if name != proposed)
    if proposed == DEFAULT:
        why = "the default, because the format of this file names none"
    else:
        why = "proposed by the format of this file"
    notes = (f"Taxonomy: {taxonomy.name}, {why}. It stays in force for later files, too.",
             f"To use another: python -m etl reattribute --taxonomy NAME, a file or one of {others}.")  # fmt: skip
    return Choice(taxonomy, "default" if proposed == DEFAULT else "format", None, notes)


def _could_be_asked(in_force: Taxonomy, proposed: str) -> tuple[str, ...]:
    """Note for a load whose format proposes another taxonomy than the one in force."""
    if proposed == DEFAULT or (other := load_taxonomy(proposed)).name == in_force.name:
        return ()
    return (f"The taxonomy in force stays {in_force.name}; the format of this file proposes {other.name}.",
            f"To attribute all tickets under that one: python -m etl reattribute --taxonomy {proposed}")  # fmt: skip


def newer_edition(in_force: Taxonomy) -> str:
    """Shipped name of another edition of the taxonomy in force; empty if there is none."""
    name = in_force.name.casefold().replace(" ", "_")
    return name if name in SHIPPED and load_taxonomy(name).hash != in_force.hash else ""
