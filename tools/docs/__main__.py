"""Writes the generated parts of the documents: `python -m tools.docs` (`make docs`)."""

from __future__ import annotations

from pathlib import Path

from tools.docs import pictures, reference
from tools.docs.imports import ROOT

DOCS = ROOT / "docs"
ARCHITECTURE = DOCS / "architecture.md"


def made() -> dict[Path, str]:
    """Current text of each file that is generated, wholly or in part."""
    texts = {DOCS / "reference" / name: page() for name, page in reference.pages().items()}
    drawn = {"rooms": pictures.rooms()} | {folder: pictures.parts(folder) for folder in pictures.FOLDERS}
    architecture = ARCHITECTURE.read_text(encoding="utf-8")
    for name, text in drawn.items():
        begin, end = f"<!-- {name}: made by `make docs` -->", "<!-- end -->"
        before, found, rest = architecture.partition(begin)
        after = rest.partition(end)[2]
        if not (found and after):
            raise ValueError(f"{ARCHITECTURE} must have the line {begin} and, behind it, {end}")
        architecture = f"{before}{begin}\n{text}\n{end}{after}"
    return texts | {ARCHITECTURE: architecture}


def main() -> None:
    """Write them all."""
    for path, text in made().items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        print(path.relative_to(ROOT))


if __name__ == "__main__":
    main()
