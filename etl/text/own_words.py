"""The customer's own words: a message without quoted replies, forwarded headers, signatures and markup."""

from __future__ import annotations

import html
import re

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

_CHARACTERS = 4_000
"""Characters read of one text: its subject shows early, and an endless text can't stall a load."""
_READ = 60_000
"""Raw characters examined: twice what is kept at most, besides markup."""

_NEEDS_WORK = (
    r"(?im)[<>{}|&]|!\S+\||^\s*h\d\.|^\s*--\s*$|_{8}|-{4}|wrote ?:|schrieb|crit ?:|cribi|escreveu|schreef"
    r"|^\s*(from|von|de|van|sent from|von meinem|envoy|enviado|verstuurd|verzonden|get outlook)\b"
    r"|^\s*[^\n]{0,20}(regards|sincerely|truly|faithfully|gr[uü](ß|ss)|grue|cordial|salu[dt]|atenta|atenciosa|cumprimentos|groet)"
    r"|^\s*(many )?(thanks?|danke|merci|gracias|obrigad[oa]|bedankt)[ ,.!]*$"
)
"""RE2 prefilter for messages with markup, quotations or signatures."""

_HTML_QUOTE = re.compile(r"(?is)<blockquote.*?(</blockquote>|$)|<div[^>]*gmail_quote.*$|<(style|script)\b.*?</\2>")
_HTML_BREAK = re.compile(r"(?i)<\s*(br|/p|/div|/tr|/li|hr)\b[^>]*>")
_HTML_TAG = re.compile(r"<[a-zA-Z/!][^<>]{0,400}>")
_JIRA_QUOTE = re.compile(r"(?is)\{(quote|code|noformat)(:[^}]*)?\}.*?\{\1\}")
_JIRA_TAG = re.compile(r"\{\{|\}\}|\{[a-zA-Z]+(:[^}\n]{0,80})?\}|^h[1-6]\.\s|^bq\.\s.*$", re.MULTILINE)
_JIRA_LINK = re.compile(r"\[([^\]|\n]{1,300})\|[^\]\n]{1,500}\]")
_JIRA_IMAGE = re.compile(r"!\S{1,200}?(\|[^!\n]{0,100})?!(?=\s|$)")
_QUOTED_LINE = re.compile(r"^[ \t]*>.*$", re.MULTILINE)

_REPLY = re.compile(
    r"""(?imx)^[ \t*_]*(
        -{2,}[ ]*(original[ ]message|urspr(ü|ue)ngliche[ ]nachricht|message[ ]d.origine|mensaje[ ]original
                 |mensagem[ ]original|oorspronkelijk[ ]bericht)
        | on[ ].{5,150}[ ]wrote[ ]?:
        | am[ ].{5,150}[ ]schrieb.{0,100}:
        | le[ ].{5,150}[ ]a[ ][ée]crit[ ]?:
        | el[ ].{5,150}[ ]escribi[óo][ ]?:
        | em[ ].{5,150}[ ]escreveu[ ]?:
        | op[ ].{5,150}[ ]schreef.{0,100}:
        | _{10,}[ ]*$
    )"""
)
_FORWARD = re.compile(
    r"(?im)^.*-{3,} ?(forwarded message|weitergeleitete nachricht|message transf|mensaje reenviado"
    r"|mensagem encaminhada|doorgestuurd bericht).*$"
)
_HEADER = re.compile(
    r"(?im)^[ \t*]*(from|sent|to|cc|date|subject|von|gesendet|an|datum|betreff|de|envoy[ée]|à|objet|para"
    r"|enviado(?: el| em)?|fecha|data|asunto|assunto|van|verzonden|aan|onderwerp)[ *]*:[^\n]{0,300}$"
)
_SIGNATURE = re.compile(
    r"""(?imx)^[ \t]*(
        --[ ]?$
        | sent[ ]from[ ]my\b | get[ ]outlook[ ]for | von[ ]meinem[ ].{2,30}gesendet | envoy[ée][ ]de(puis)?[ ]mon
        | enviado[ ]desde[ ]mi | enviado[ ]do[ ]meu | (verstuurd|verzonden)[ ]vanaf[ ]mijn
        | (kind|best|warm|many)?[ ]?regards\b | sincerely\b | yours[ ](truly|sincerely|faithfully)
        | mit[ ](freundlichen|besten|lieben)[ ]gr | viele[ ]gr(ü|ue)(ß|ss)e | cordialement | bien[ ]cordialement
        | salutations | (un[ ])?(cordial(es)?[ ])?saludos?\b | atentamente
        | atenciosamente | (os[ ]melhores[ ])?cumprimentos
        | met[ ](vriendelijke|hartelijke)[ ]groet | (vriendelijke[ ])?groet(en|jes)?[ ,]*$
        | (many[ ])?thanks?[ ,.!]*$ | (danke|merci|gracias|obrigad[oa]|bedankt)[ ,.!]*$
    )"""
)
_SIGNATURE_CHARACTERS = 600
_FEWEST_OWN_WORDS = 3


def own_words(text: str) -> str:
    """Reduce a message to its author's own words.

    A quoted reply is cut; if there is nothing above it (an answer below the quotation, or a message forwarded without
    comment), only its header lines are cut. A sign-off is cut with what follows it, if that is short.

    Parameters
    ----------
    text
        A subject or body, plain, HTML or Jira markup.

    Returns
    -------
    str
        The remaining text, with its line breaks.
    """
    text = _without_markup(text[:_READ])
    text = _above(_REPLY, text)
    text = _above(_FORWARD, text)
    text = _HEADER.sub(" ", text)
    text = _QUOTED_LINE.sub(" ", text)
    return _without_signature(text)


def own_words_all(texts: pd.Series[str]) -> list[str]:
    """`own_words` of each text; a missing one becomes the empty text."""
    array = pc.utf8_slice_codeunits(pa.array(texts.astype("str"), type=pa.large_string(), from_pandas=True), 0, _READ)
    needs_work = pc.fill_null(pc.match_substring_regex(array, _NEEDS_WORK), False).to_pylist()
    found = pc.fill_null(array, "").to_pylist()
    return [own_words(text) if needs else text for text, needs in zip(found, needs_work, strict=True)]


def _without_markup(text: str) -> str:
    if "<" in text:
        text = _HTML_QUOTE.sub(" ", text)
        text = _HTML_BREAK.sub("\n", text)
        text = _HTML_TAG.sub(" ", text)
    if "&" in text:
        text = html.unescape(text)
    if "{" in text or "[" in text or "!" in text or "h" in text:
        text = _JIRA_QUOTE.sub(" ", text)
        text = _JIRA_LINK.sub(r"\1", text)
        text = _JIRA_IMAGE.sub(" ", text)
        text = _JIRA_TAG.sub(" ", text)
    return text


def _above(separator: re.Pattern[str], text: str) -> str:
    found = separator.search(text)
    if found is None:
        return text
    above = text[: found.start()]
    if len(_HEADER.sub(" ", above).split()) >= _FEWEST_OWN_WORDS:
        return above
    return separator.sub(" ", text)


def _without_signature(text: str) -> str:
    for found in _SIGNATURE.finditer(text):
        if (
            len(text) - found.start() <= _SIGNATURE_CHARACTERS
            and len(text[: found.start()].split()) >= _FEWEST_OWN_WORDS
        ):
            return text[: found.start()]
    return text


def own_texts(subject: pa.Array, body: pa.Array) -> pa.Array:
    """Subject and body of each ticket as one text, without quotations and of bounded length.

    Parameters
    ----------
    subject, body
        Large strings; null where there is none.

    Returns
    -------
    Large strings, none missing
    """
    subjects, bodies = (pc.fill_null(cells, "") for cells in (subject, body))
    # few contain markup or another person's message, which a line ending with a colon may introduce
    is_marked = pc.match_substring_regex(bodies, _MARKED)
    if pc.any(is_marked).as_py():
        own = pa.array([own_words(text) for text in bodies.filter(is_marked).to_pylist()], pa.large_string())
        bodies = pc.replace_with_mask(bodies, is_marked, own)
    if len(bodies) and pc.max(pc.binary_length(bodies)).as_py() > _CHARACTERS:
        bodies = pc.utf8_slice_codeunits(bodies, 0, _CHARACTERS)
    return pc.binary_join_element_wise(subjects, bodies, pa.scalar(" . ", pa.large_string()))


_MARKED = r"[<&{]|\n>|:\n|----|____"
"""What the customer's text may be parted from by tags and quotations, such as thanks above a quoted complaint."""
