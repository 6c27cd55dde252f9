"""Commands about the taxonomy: attribute the store under it, and help with writing one."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from etl.commands.loading import held_now
from etl.commands.progress import progress_shown_as
from etl.errors import InputError
from etl.ledger.rulings import rulings_to_learn_from
from etl.reports.holding import holding_words
from etl.settings import load_settings, with_workers
from etl.store import open_warehouse


def reattribute(options: argparse.Namespace) -> None:
    """``reattribute``: attribute all tickets of the store again, as a new run."""
    from etl.usecases.reattribute import attribute_again

    settings = with_workers(load_settings(), options.workers, options.scheduler)
    with progress_shown_as(options.progress) as progress:
        report = attribute_again(
            settings,
            open_warehouse(settings),
            taxonomy=options.taxonomy,
            rulings=rulings_to_learn_from(settings),
            progress=progress,
        )
    held = held_now(settings)
    if options.json:
        print(json.dumps(report.as_json() | ({"store": held} if held else {}), ensure_ascii=False, indent=2))
        return
    count = sum(report.kinds.values()) + sum(report.excluded.values())
    told = [
        *report.findings,
        f"Attributed {count:,} tickets under the taxonomy {report.taxonomy_name} as run {report.run_id}.",
    ]
    told += [
        f"Complaints by the engine alone {report.kinds.get('complaint', 0):,} = attributed {report.attributed:,}"
        f" + unattributed {report.unattributed:,}",
        *([holding_words(held)] if held else []),
        f"{report.seconds:.1f} s",
    ]
    print("\n".join(told))


def suggest(options: argparse.Namespace) -> None:
    """``taxonomy suggest FILE``: write a taxonomy that includes proposals, ready to edit."""
    from etl.commands.one_file import load_tickets, own_store
    from etl.commands.request import request_of
    from etl.taxonomy_help.attributed import read_attributed
    from etl.taxonomy_help.suggest import suggest_taxonomy

    request = request_of(options, Path(options.file))
    with own_store() as (settings, warehouse):
        load_tickets(request, settings, warehouse)
        with warehouse.reader() as reader:
            proposal = suggest_taxonomy(read_attributed(reader.connection), settings.seed)
    if options.out is None:
        print(proposal.text, end="")
        print("\n".join(proposal.lines), file=sys.stderr)
        return
    path = Path(options.out)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(proposal.text, encoding="utf-8")
    except OSError as error:
        raise InputError(f"{path} can't be written: {error.strerror}. Choose another place with --out.") from error
    print("\n".join([*proposal.lines, f"Written to {path}. Edit it, then load with --taxonomy {path}."]))
