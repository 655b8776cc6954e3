"""Exchange rates from exchangerate-api.com."""

from alcove.apps.records.sources.exchangerate.client import ExchangeRates, open_exchange_rates

__all__ = ["ExchangeRates", "open_exchange_rates"]
