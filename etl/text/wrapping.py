"""What a helpdesk's tool puts round a customer's words, cut before anything reads them: "Call from Ann Lee",
"Voicemail transcript:", "(no subject)", and the masks that stand for personal data.
"""

from __future__ import annotations

import re

_MASK = re.compile(r"\[(?:email|iban|card|phone|name)\]")
_SPOKEN = (
    "call|chat|conversation|voicemail|voice mail|anruf|gespräch|gesprek|oproep|voicebericht|appel|llamada|chamada"
    "|ligação|conversación|conversa"
)
_WITH = "from|with|by|von|mit|van|met|door|de|avec|con|com"
_NO_SUBJECT = "no subject|kein betreff|ohne betreff|geen onderwerp|sans objet|aucun objet|sin asunto|sem assunto"
_TRANSCRIBED = re.compile(
    r"\s*(?i:(?:voicemail|voice mail|call|chat|phone) transcript(?:ion)?"
    r"|transkript|transcriptie|transcription|transcripción|transcrição)\s*:"
)
"""Prefix of a transcribed voice message."""
_CAPITALISED = r"[^\W\d_a-zß-öø-ÿ][\w'’.\-]*"
_WHOLE = re.compile(
    rf"\s*(?i:(?:(?:missed|incoming|inbound|outbound|phone|video|live|verpasster|gemiste) ){{0,2}}(?:{_SPOKEN})"
    rf" (?:{_WITH})\b)[ :]*"
    rf"(?:\+?[\d()/ .\-]{{5,}}|(?:\[(?:name|phone|email)\]\s*)+|{_CAPITALISED}(?: {_CAPITALISED}){{1,3}})\s*"
    rf"|\s*[(\[<]?(?i:{_NO_SUBJECT})[)\]>]?\s*"
)
"""A subject that is only wrapping: a caller's name, or a note that there is no subject."""
_LONGEST = 80


def without_wrapping(text: str) -> str:
    """Subject or body without text that a tool added.

    Parameters
    ----------
    text
        The customer's own words, as they are stored.
    """
    if len(text) <= _LONGEST and _WHOLE.fullmatch(text):
        return ""
    found = _TRANSCRIBED.match(text)
    text = text[found.end() :] if found else text
    return _MASK.sub(" ", text) if "[" in text else text
