"""Rules for tickets that are loaded but don't count, such as spam.

Every rule looks at one row alone, so the result doesn't depend on other rows. Duplicates are found in the store, where
all tickets are together: see `etl.staging.duplicates`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from etl.values.arrow import missing_text, to_arrow, to_mask, to_text


@dataclass(frozen=True)
class Rule:
    """A reason not to count a ticket.

    Attributes
    ----------
    name
        One of `etl.model.EXCLUSIONS`.
    sentence
        The rule as people read it.
    tags, status, channel, subject, body, requester
        Pattern (RE2, lower case) by column; a ticket is excluded if any of them is found. Empty patterns are ignored.
        The pattern of tags must match a whole tag.
    """

    name: str
    sentence: str
    tags: str = ""
    status: str = ""
    channel: str = ""
    subject: str = ""
    body: str = ""
    requester: str = ""


RULES: tuple[Rule, ...] = (
    Rule(
        "test",
        "The subject says only that it is a test, or the ticket is tagged as one.",
        tags=r"test|testing|test[_ -]?ticket|is[_ -]test",
        subject=r"^\W*(?:this is (?:just )?a |dit is een |das ist ein |ceci est un |esto es una |isto é um |just a )?"
        r"(?:test|testing|testje|teste|prueba|essai)(?:[ _-]?(?:ticket|mail|e-mail|email|message|bericht|case|only))?"
        r"(?:\W+(?:(?:please|pls|graag|bitte|merci d\W|por favor)\W+)?"
        r"(?:ignore|disregard|negeren|ignorieren|ignorer|ignorar|ignoreren))?"
        r"(?:[ _:-]*\d{1,4})?\W*$|^\W{0,2}\[test\]",
    ),
    Rule(
        "spam",
        "The source marked it as spam: by its status, a tag, or a mark that a mail filter put in the subject.",
        tags=r"spam|junk|is[_ -]spam|marked[_ -]as[_ -]spam|suspended|newsletter[_ -]spam",
        status=r"^(?:spam|junk|suspended)$",
        subject=r"^\W*(?:\*{2,} ?spam ?\*{2,}|\[(?:suspected |possible )?spam\]|\{spam\?\}|spam ?:)",
    ),
    Rule(
        "merged",
        "It was merged into another ticket, which counts in its place.",
        tags=r"closed[_ -]by[_ -]merge|merged|merged[_ -]ticket|samengevoegd|zusammengeführt|fusionn[ée]|fusionado",
        status=r"^(?:merged|samengevoegd|zusammengeführt|fusionn[ée]e?|fusionad[oa]|mesclado)$",
        body=r"^\s*this (?:request|ticket|case|conversation) (?:was|has been) (?:closed and )?merged into ",
    ),
    Rule(
        "auto_reply",
        "A machine wrote it: an absence notice, a receipt, or a mail that could not be delivered.",
        tags=r"auto[_ -]?reply|autoreply|auto[_ -]?response|out[_ -]of[_ -]office|ooo|bounce|mailer[_ -]daemon",
        subject=r"^\W*(?:(?:re|fw|fwd|aw|wg|tr|rv|antw) ?: ?)?"
        r"(?:auto(?:matic|mated|matisch(?:e[sr]?)?)?[ :-]*(?:reply|response|antwoord|antwort)"
        r"|out of (?:the )?office|i am out of (?:the )?office|on (?:annual|maternity|holiday) leave"
        r"|afwezig(?:heid)?\b|niet aanwezig|abwesenheit|abwesend|nicht im b[üu]ro"
        r"|r[ée]ponse automatique|absence du bureau|message d.absence|respuesta autom[áa]tica|fuera de (?:la )?oficina"
        r"|resposta autom[áa]tica|fora do escrit[óo]rio|ausencia|undeliver(?:able|ed)|delivery status notification"
        r"|mail delivery (?:failed|failure)|returned mail|failure notice|onbestelbaar|unzustellbar|non remis"
        r"|no se puede entregar)",
    ),
    Rule(
        "internal",
        "Colleagues wrote it to each other: an internal channel, tag or mark in the subject, or an address in one of "
        "the taxonomy's mail_domains.",
        tags=r"internal|internal[_ -](?:only|note|ticket|request)|intern|interne|interno",
        channel=r"^(?:internal|internal (?:communication|note|message)|side conversation|intern|interne|interno)$",
        subject=r"^\W{0,2}\[(?:internal|intern|interne|interno)\]|^internal (?:only|note|communication)\b",
    ),
    Rule(
        "duplicate",
        "The source marked it as a duplicate, or the same requester sent the same words within 24 hours before.",
        tags=r"duplicate|duplicate[_ -]ticket|dubbel|duplikat|doublon|duplicado",
        status=r"^(?:closed )?\W*(?:as )?(?:duplicate|duplikat|doublon|duplicad[oa]|dubbel)\W*$",
    ),
)
"""In order of precedence: the first rule that applies is the reason given."""


def exclusions(
    tags: pd.Series[Any],
    status: pd.Series[Any],
    channel: pd.Series[Any],
    subject: pd.Series[Any],
    body: pd.Series[Any],
    requester: pd.Series[Any],
    mail_domains: Sequence[str] = (),
) -> pd.Series[Any]:
    """Reason why each ticket doesn't count; missing where it does.

    Parameters
    ----------
    tags
        Joined by "; ".
    channel, requester
        As the source words them.
    mail_domains
        Mail domains of the organisation, subdomains included: mail from colleagues is internal.
    """
    # Machine-written text is at the start of a body, so the rest of a long one isn't searched.
    opening = pc.utf8_slice_codeunits(to_arrow(body), 0, 200)
    columns = {"tags": to_arrow(tags), "status": to_arrow(status), "channel": to_arrow(channel),
               "subject": to_arrow(subject), "body": opening, "requester": to_arrow(requester)}  # fmt: skip
    reason = to_arrow(missing_text(tags.index))
    for rule in reversed(_rules(mail_domains)):
        for name, cells in columns.items():
            pattern = getattr(rule, name)
            if not pattern or cells.null_count == len(cells):
                continue
            whole = rf"(?i)(?:^|; )(?:{pattern})(?:;|$)" if name == "tags" else f"(?i){pattern}"
            found = to_mask(pc.match_substring_regex(cells, whole))
            if found.any():
                reason = pc.if_else(pa.array(found), pa.scalar(rule.name, pa.large_string()), reason)
    return to_text(reason, tags.index)


def _rules(mail_domains: Sequence[str]) -> list[Rule]:
    own = "|".join(map(re.escape, mail_domains))
    colleague = rf"@(?:[\w-]+\.)*(?:{own})>?$" if own else ""
    return [replace(rule, requester=colleague) if rule.name == "internal" else rule for rule in RULES]
