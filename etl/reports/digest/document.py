"""A digest's lines, as Markdown, as plain text and as a page that loads nothing from any host."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from html import escape

_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#|~$&!])")
_LIST = re.compile(r"^(\d+)([.)])|^([-+])(?=\s)")
"""Text that would start a list in Markdown."""

_STYLE = """
:root { color-scheme: light dark; }
body { margin: 0; background: #ffffff; color: #1f2328; font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 40rem; margin: 0 auto; padding: 1.5rem 1rem 3rem; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 .25rem; }
h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; }
p, li { overflow-wrap: anywhere; }
li { margin: .35rem 0; }
ol.first { font-size: 1.15rem; }
a { color: #0b5d66; }
blockquote { margin: .75rem 0; padding: .25rem 1rem; border-left: 3px solid #8a9199; white-space: pre-wrap; }
.under, footer { color: #57606a; }
footer { margin-top: 2.5rem; padding-top: .5rem; border-top: 1px solid #d0d7de; font-size: .9rem; }
@media (prefers-color-scheme: dark) {
  body { background: #14181c; color: #e6e9ec; }
  a { color: #7fd1da; }
  .under, footer { color: #a9b2bb; }
  footer { border-color: #3a424a; }
}
"""


@dataclass(frozen=True)
class Line:
    """A sentence, and a link to the details.

    Attributes
    ----------
    link, label
        Address and its text; empty where no address of the dashboard is set.
    is_quote
        Whether it is a customer's words.
    """

    text: str
    link: str = ""
    label: str = ""
    is_quote: bool = False


@dataclass(frozen=True)
class Section:
    """Lines under a heading."""

    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Document:
    """A digest's content, in order.

    Attributes
    ----------
    under
        What to know before reading: generated data, data that end long ago.
    first
        The three lines to read first.
    foot
        How the digest was computed, and what is left out.
    """

    title: str
    under: tuple[str, ...]
    first: tuple[Line, ...]
    sections: tuple[Section, ...]
    foot: tuple[str, ...]


def as_markdown(document: Document) -> str:
    """Markdown that shows names and customers' words exactly as they were written."""
    parts = [f"# {plain(document.title)}", *(plain(each) for each in document.under)]
    parts.append("\n".join(f"{number}. {_marked_down(each)}" for number, each in enumerate(document.first, 1)))
    for section in document.sections:
        parts += [f"## {plain(section.title)}", _listed(section.lines, _marked_down, plain)]
    parts += ["---", *(plain(each) for each in document.foot)]
    return "\n\n".join(parts) + "\n"


def as_text(document: Document) -> str:
    """Plain text."""
    parts = [document.title, *document.under]
    parts.append("\n".join(f"{number}. {_in_text(each)}" for number, each in enumerate(document.first, 1)))
    parts += [f"{each.title}\n\n{_listed(each.lines, _in_text, str)}" for each in document.sections]
    parts += ["--\u2009", *document.foot]
    return "\n\n".join(parts) + "\n"


def as_page(document: Document) -> str:
    """A self-contained HTML page: no script, no picture, nothing that is fetched."""
    body = [f"<h1>{escape(document.title)}</h1>"]
    body += [f'<p class="under">{escape(each)}</p>' for each in document.under]
    body.append('<ol class="first">' + "".join(f"<li>{_tagged(each)}</li>" for each in document.first) + "</ol>")
    for section in document.sections:
        body.append(f"<section><h2>{escape(section.title)}</h2>")
        items = "".join(f"<li>{_tagged(each)}</li>" for each in section.lines if not each.is_quote)
        body.append(f"<ul>{items}</ul>" if items else "")
        body += [f'<blockquote dir="auto">{escape(each.text)}</blockquote>' for each in section.lines if each.is_quote]
        body.append("</section>")
    body.append("<footer>" + "".join(f"<p>{escape(each)}</p>" for each in document.foot) + "</footer>")
    name = escape(document.title)
    return (
        f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{name}</title>\n'
        f"<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n"
        + "\n".join(filter(None, body))
        + "\n</main>\n</body>\n</html>\n"
    )


def plain(text: str) -> str:
    """Text escaped so that Markdown shows it as it is written."""
    escaped = _MARKDOWN.sub(r"\\\1", " ".join(text.split()))
    return _LIST.sub(lambda found: f"{found[1]}\\{found[2]}" if found[1] else f"\\{found[3]}", escaped)


def _listed(lines: tuple[Line, ...], told: Callable[[Line], str], quoted: Callable[[str], str]) -> str:
    """Lines as a list, and customers' words behind it as quotations."""
    items = "\n".join(f"* {told(each)}" for each in lines if not each.is_quote)
    return "\n\n".join(filter(None, [items, *(f"> {quoted(each.text)}" for each in lines if each.is_quote)]))


def _marked_down(line: Line) -> str:
    return f"{plain(line.text)} [{plain(line.label)}]({line.link})" if line.link else plain(line.text)


def _in_text(line: Line) -> str:
    return f"{line.text} {line.label}: {line.link}" if line.link else line.text


def _tagged(line: Line) -> str:
    text = escape(line.text)
    return f'{text} <a href="{escape(line.link)}">{escape(line.label)}</a>' if line.link else text
