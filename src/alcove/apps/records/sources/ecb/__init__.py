"""The daily reference rates of the European Central Bank."""

from alcove.apps.records.sources.ecb.client import EcbRates, open_ecb_rates

__all__ = ["EcbRates", "open_ecb_rates"]
