"""Exchange rates, currency conversion and the format of prices."""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

CENT: Final = Decimal("0.01")
RATES: Final[Mapping[str, Decimal]] = {
    code: Decimal(rate)
    for code, rate in {
        "USD": "1", "GBP": "0.79", "EUR": "0.92", "CAD": "1.37", "AUD": "1.53", "JPY": "151.2", "CHF": "0.88",
        "MXN": "18.4", "BRL": "5.42", "NZD": "1.66", "SEK": "10.5", "ZAR": "18.7", "DKK": "6.87",
        "NOK": "10.9",
    }.items()
}  # fmt: skip
"""Units of each currency per dollar."""
MARKET_CURRENCIES: Final = ("USD", "GBP", "EUR", "CAD", "AUD", "JPY", "CHF", "MXN", "BRL", "NZD", "SEK", "ZAR")
"""The valid values of `curr_abbr`."""
SYMBOLS: Final = {"USD": "$", "GBP": "£", "EUR": "€", "CAD": "CA$", "AUD": "A$", "JPY": "¥", "CHF": "CHF",
                  "MXN": "MX$", "BRL": "R$", "NZD": "NZ$", "SEK": "SEK", "ZAR": "ZAR"}  # fmt: skip
IDS: Final = {code: number for number, code in enumerate(MARKET_CURRENCIES, start=1)}


def convert(amount: Decimal, rates: Mapping[str, Decimal], *, source: str, target: str) -> Decimal | None:
    """Return the amount in another currency, rounded half up to cents; None when a rate is missing."""
    if source == target:
        return amount
    if source not in rates or target not in rates:
        return None
    return (amount / rates[source] * rates[target]).quantize(CENT, ROUND_HALF_UP)


def format_amount(amount: Decimal, currency: str) -> str:
    """Return an amount with its currency symbol, such as `€12.50`."""
    return f"{SYMBOLS.get(currency, currency)}{amount:,.2f}"
