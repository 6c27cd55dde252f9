"""Which taxonomy a load is attributed under: a choice of the store, which no file's format changes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from etl.settings import Settings
from etl.taxonomy.loader import DEFAULT, SHIPPED, load_taxonomy
from etl.taxonomy.model import Taxonomy

By = Literal["asked", "file", "store", "format", "default"]
"""Who chose it: the command, the store's own file, an earlier load, the format of the first file, nobody."""


@dataclass(frozen=True)
class Choice:
    """A taxonomy, who chose it, and what to say of it.

    Attributes
    ----------
    before
        Taxonomy that was in force until now; None where no ticket has been attributed.
    notes
        Plain lines: which it is where there was none, and what else could be asked for.
    """

    taxonomy: Taxonomy
    by: By
    before: Taxonomy | None = None
    notes: tuple[str, ...] = ()

    @property
    def is_change(self) -> bool:
        """Whether another one was in force until now."""
        return self.before is not None and self.before.hash != self.taxonomy.hash


def choose_taxonomy(settings: Settings, given: str | None, shipped: str = DEFAULT) -> Taxonomy:
    """Taxonomy that holds where there is no store: the given one, else the store's own file, else the shipped one.

    Raises
    ------
    InputError
        As `etl.taxonomy.load_taxonomy`.
    """
    return choose(settings, given, None, shipped).taxonomy


def choose(settings: Settings, given: str | None, in_force: Taxonomy | None, proposed: str = DEFAULT) -> Choice:
    """Choose: what is asked for, else the store's own file, else what is in force, else what the format proposes.

    Parameters
    ----------
    given
        File or shipped name that the command asks for.
    in_force
        Taxonomy of the store's last run; None where no ticket has been attributed.
    proposed
        Shipped taxonomy that the file's format names as its own; the default where it names none.

    Raises
    ------
    InputError
        If the taxonomy that holds can't be read.
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
    """What a load under the taxonomy in force says where the file's format names another as its own."""
    if proposed == DEFAULT or (other := load_taxonomy(proposed)).name == in_force.name:
        return ()
    return (f"The taxonomy in force stays {in_force.name}; the format of this file proposes {other.name}.",
            f"To attribute all tickets under that one: python -m etl reattribute --taxonomy {proposed}")  # fmt: skip


def newer_edition(in_force: Taxonomy) -> str:
    """Shipped name under which another edition of the taxonomy in force ships; empty if there isn't one."""
    name = in_force.name.casefold().replace(" ", "_")
    return name if name in SHIPPED and load_taxonomy(name).hash != in_force.hash else ""
