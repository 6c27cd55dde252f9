"""Signs and codes of currencies, as they stand beside an amount."""

from __future__ import annotations

_CODES = (
    "AED ARS AUD BDT BGN BHD BRL CAD CHF CLP CNY COP CZK DKK EGP EUR GBP GHS HKD HRK HUF IDR ILS INR ISK JOD JPY KES "
    "KRW KWD KZT LBP LKR MAD MXN MYR NGN NOK NZD OMR PEN PHP PKR PLN QAR RON RSD RUB SAR SEK SGD THB TND TRY TWD UAH "
    "USD UYU VND ZAR"
)
_OTHERS = {
    "€": "EUR", "euro": "EUR", "euros": "EUR", "$": "USD", "us$": "USD", "dollar": "USD", "dollars": "USD",
    "£": "GBP", "¥": "JPY", "￥": "JPY", "₹": "INR", "rs": "INR", "₽": "RUB", "₩": "KRW", "₺": "TRY", "tl": "TRY",
    "₫": "VND", "₴": "UAH", "₪": "ILS", "₱": "PHP", "฿": "THB", "₦": "NGN", "₸": "KZT", "r$": "BRL", "a$": "AUD",
    "c$": "CAD", "ca$": "CAD", "nz$": "NZD", "hk$": "HKD", "s$": "SGD", "mx$": "MXN", "zł": "PLN", "zl": "PLN",
    "kč": "CZK", "kc": "CZK", "ft": "HUF", "lei": "RON", "sfr": "CHF", "fr": "CHF", "kr": "kr", "r": "ZAR",
}  # fmt: skip
CURRENCIES: dict[str, str] = {code.lower(): code for code in _CODES.split()} | _OTHERS
"""Sign, word or code, in small letters and without a full stop -> code; "kr" may be one of several crowns."""


def currency_of(text: str) -> str | None:
    """Code of the currency that a text beside an amount names; None where it names none."""
    return CURRENCIES.get(text.strip().rstrip(".").casefold())
