"""The report of a load: its counts, refusals and results."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd

from etl import __version__, model
from etl.settings import ROOT
from etl.sources import Export
from etl.store import Writer
from etl.taxonomy import Choice, Taxonomy
from etl.validation import ExpectationResult
from etl.values.habits import FileHabits

SAMPLE_MANIFEST = ROOT / "sample" / "manifest.json"


@dataclass(frozen=True)
class Effect:
    """Effect of another taxonomy on the complaints stored before: how many were attributed, before and after."""

    before: str
    complaints: int
    attributed_before: int
    attributed_after: int


@dataclass
class LoadReport:
    """One load, as it is printed, stored and shown. Counts are input rows; complaints and attributions are tickets."""

    load_id: int
    started_at: datetime
    file_name: str
    file_hash: str
    source: str
    kind: str
    findings: list[str]
    mapping: dict[str, str]
    taxonomy_name: str
    taxonomy_hash: str
    run_id: int = 0
    count_read: int = 0
    count_rejected: int = 0
    count_known: int = 0
    count_loaded: int = 0
    excluded: dict[str, int] = field(default_factory=dict)
    kinds: dict[str, int] = field(default_factory=dict)
    attributed: int = 0
    unattributed: int = 0
    results: tuple[ExpectationResult, ...] = ()
    refusals: dict[str, int] = field(default_factory=dict)
    seconds: float = 0.0
    snapshot: str = ""
    habits: FileHabits | None = None
    chosen_by: str = ""
    taxonomy_notes: list[str] = field(default_factory=list)
    effect: Effect | None = None
    every_row: str | None = None
    files: tuple[str, ...] = ()
    mapping_reasons: dict[str, str] = field(default_factory=dict)

    @classmethod
    def begin(cls, export: Export, source: str, taxonomy: Taxonomy, load_id: int, started_at: datetime) -> LoadReport:
        """Return the report of a load that has read nothing yet; its run has the load's number."""
        return cls(
            load_id=load_id,
            run_id=load_id,
            started_at=started_at,
            file_name=export.name,
            file_hash=export.file_hash,
            files=export.files,
            source=source,
            kind=export.kind,
            findings=list(export.findings),
            mapping=dict(export.mapping),
            mapping_reasons=dict(export.mapping_reasons),
            taxonomy_name=taxonomy.name,
            taxonomy_hash=taxonomy.hash,
        )

    def tell_choice(self, choice: Choice, own: Path) -> None:
        """Add a finding on the taxonomy in use, if it is new, and on what the change did.

        Parameters
        ----------
        own
            The store's own taxonomy file.
        """
        self.chosen_by = choice.by
        now, was = choice.taxonomy.name, "" if choice.before is None else choice.before.name
        if choice.is_change:
            where = f", from {own}" if choice.by == "file" else ""
            changed = f"is now {now}{where}; it was {was}" if now != was else f"is still {now}{where}, but has changed"
            self.taxonomy_notes.append(f"The taxonomy in force {changed}. All tickets are attributed again.")
        if self.effect is not None:
            self.taxonomy_notes.append(
                f"Of {self.effect.complaints:,} complaints stored before, {self.effect.attributed_before:,} were "
                f"attributed before and {self.effect.attributed_after:,} are now."
            )
        self.taxonomy_notes += choice.notes
        self.findings += self.taxonomy_notes

    @property
    def count_accepted(self) -> int:
        """Read = accepted + rejected."""
        return self.count_read - self.count_rejected

    @property
    def warnings(self) -> list[ExpectationResult]:
        """Failed expectations that only warn."""
        return [each for each in self.results if each.policy == "warn" and not each.is_met]

    def as_json(self) -> dict[str, Any]:
        """The object that ``load --json`` prints."""
        return {
            "load_id": self.load_id,
            "file": self.file_name,
            "files": list(self.files),
            "source": self.source,
            "kind": self.kind,
            "read": self.count_read,
            "accepted": self.count_accepted,
            "rejected": self.count_rejected,
            "loaded": self.count_loaded,
            "already_known": self.count_known,
            "excluded": self.excluded,
            "complaints": self.kinds.get("complaint", 0),
            "kinds": self.kinds,
            "attributed": self.attributed,
            "unattributed": self.unattributed,
            "refusals": self.refusals,
            "warnings": {each.name: each.count_failed for each in self.warnings},
            "findings": self.findings,
            "mapping": self.mapping,
            "mapping_reasons": self.mapping_reasons,
            "taxonomy": self.taxonomy_name,
            "taxonomy_chosen_by": self.chosen_by,
            "taxonomy_notes": self.taxonomy_notes,
            "taxonomy_effect": None if self.effect is None else asdict(self.effect),
            "seconds": self.seconds,
        }

    def lines(self) -> list[str]:
        """The reconciliation as lines of text for people."""
        told = [self.file_name, *(f"  {finding}" for finding in self.findings)]
        told += [
            f"Read {self.count_read:,} = accepted {self.count_accepted:,} + rejected {self.count_rejected:,}",
            f"Accepted {self.count_accepted:,} = loaded {self.count_loaded:,} + already known {self.count_known:,}",
        ]
        reasons = {result.name: result.reason for result in self.results}
        told += [f"  rejected {count:,}: {reasons.get(name, name)}" for name, count in self.refusals.items()]
        told += [
            f"  warned{'' if each.suite == 'file' else f' of {each.count_failed:,}'}: {each.reason}"
            for each in self.warnings
        ]
        if self.kind != "volumes":
            told += [f"  excluded {count:,}: {reason}" for reason, count in self.excluded.items()]
            told += [
                f"Complaints in it {self.kinds.get('complaint', 0):,} = attributed {self.attributed:,}"
                f" + unattributed {self.unattributed:,} (taxonomy {self.taxonomy_name})"
            ]
        if unknown := self.kinds.get(model.UNKNOWN_KIND):
            told += [f"  of unknown kind {unknown:,}: they have no text. Hand-offs, lenses and load count them all."]
        told += [f"{self.seconds:.1f} s"]
        return told


def count_rejects(report: LoadReport, rejects: pd.DataFrame) -> pd.DataFrame:
    """Count refused rows (columns of the table rejects, without load_id), and return them with their load_id."""
    report.count_rejected += len(rejects)
    for expectation, count in rejects["expectation"].value_counts().items():
        report.refusals[str(expectation)] = report.refusals.get(str(expectation), 0) + int(count)
    return rejects.assign(load_id=report.load_id)


def note_load(writer: Writer, report: LoadReport) -> None:
    """Add the load's row."""
    row = {
        "load_id": report.load_id,
        "file_name": report.file_name,
        "file_hash": report.file_hash,
        "source": report.source,
        "kind": report.kind,
        "is_generated": report.file_hash in sample_hashes(),
        "started_at": report.started_at,
        "seconds": report.seconds,
        "count_read": report.count_read,
        "count_accepted": report.count_accepted,
        "count_rejected": report.count_rejected,
        "count_loaded": report.count_loaded,
        "count_already_known": report.count_known,
        "excluded": json.dumps(report.excluded),
        "validation": json.dumps([result.as_dict() for result in report.results]),
        "findings": json.dumps(report.findings),
        "taxonomy_name": report.taxonomy_name,
        "taxonomy_hash": report.taxonomy_hash,
        "version": __version__,
        "every_row": report.every_row,
        "habits": None if report.habits is None else report.habits.as_json(),
    }
    writer.append(model.loads, pd.DataFrame([row]))


def sample_hashes() -> set[str]:
    """SHA-256 of the files of the shipped sample."""
    if not SAMPLE_MANIFEST.is_file():
        return set()
    return set(json.loads(SAMPLE_MANIFEST.read_text(encoding="utf-8"))["files"].values())
