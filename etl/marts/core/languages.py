"""Names of languages in English, by their ISO 639-1 code."""

from __future__ import annotations

import re

_NAMES = {
    "ar": "Arabic", "bg": "Bulgarian", "bn": "Bengali", "ca": "Catalan", "cs": "Czech", "da": "Danish", "de": "German",
    "el": "Greek", "en": "English", "es": "Spanish", "et": "Estonian", "eu": "Basque", "fa": "Persian",
    "fi": "Finnish", "fr": "French", "ga": "Irish", "he": "Hebrew", "hi": "Hindi", "hr": "Croatian",
    "hu": "Hungarian", "id": "Indonesian", "is": "Icelandic", "it": "Italian", "ja": "Japanese", "ko": "Korean",
    "lt": "Lithuanian", "lv": "Latvian", "ms": "Malay", "nb": "Norwegian", "nl": "Dutch", "no": "Norwegian",
    "pa": "Punjabi", "pl": "Polish", "pt": "Portuguese", "ro": "Romanian", "ru": "Russian", "sk": "Slovak",
    "sl": "Slovenian", "sq": "Albanian", "sr": "Serbian", "sv": "Swedish", "ta": "Tamil", "th": "Thai",
    "tl": "Tagalog", "tr": "Turkish", "uk": "Ukrainian", "ur": "Urdu", "vi": "Vietnamese", "zh": "Chinese",
}  # fmt: skip
_CODE = re.compile(r"[A-Za-z]{2,3}")
UNKNOWN = "Language unknown"


def language_of(locale: str | None) -> str:
    """Code of the language that a browser asks for: "nl" for "nl-NL"; empty where it asks for none."""
    found = _CODE.match(locale or "")
    return found.group().lower() if found else ""


def language_words(code: str | None) -> str:
    """Name of a language; the code itself where it isn't among those known here."""
    if not code:
        return UNKNOWN
    return _NAMES.get(language_of(code), code)
