"""Prices of models: the bundled list, the owner's file over it, and what is wrong in one."""

from decimal import Decimal
from pathlib import Path

import pytest

from alcove.apps.study.ai_budgets import load_prices
from alcove.apps.study.ai_budgets.model import ModelPrice, estimate_usage, highest_usage
from alcove.apps.study.settings import StudySettings
from alcove.foundation.settings import SettingError
from alcove.wires.ai_providers import ChatMessage, ChatRequest, MessageRole, TokenUsage


@pytest.mark.parametrize(
    ("provider", "model"),
    [
        ("openai", "gpt-4o-mini"),
        ("openai", "gpt-4o-mini-2024-07-18"),
        ("openai", "openai/gpt-4o-mini"),
        ("claude", "claude-3-haiku-20240307"),
        ("gemini", "gemini-1.5-flash-002"),
        ("deepseek", "deepseek-reasoner"),
        ("ollama", "whatever:7b"),
    ],
)
def test_a_model_has_the_price_of_its_name_without_release_and_vendor(provider: str, model: str) -> None:
    """Providers report dated names; a local server costs nothing."""
    price = load_prices(None).find(provider, model)
    assert price is not None
    assert price.cost(TokenUsage(prompt=1_000_000, completion=0)) == price.prompt


def test_a_model_that_nobody_has_priced_has_no_price() -> None:
    """The price of a similar name is not taken: gpt-4o-mini is no release of gpt-4o."""
    prices = load_prices(None)
    assert prices.find("openai", "gpt-9") is None
    assert prices.find("openai", "gpt-4o-mini-plus") is None
    assert prices.find("nobody", "gpt-4o") is None


def test_every_default_model_has_a_price() -> None:
    """A cap on money works without a file of the owner's."""
    settings, prices = StudySettings(), load_prices(None)
    for provider in ("openai", "claude", "gemini", "deepseek", "ollama"):
        assert prices.find(provider, getattr(settings, f"{provider}_model")) is not None, provider
    assert prices.find("deepseek", settings.deepseek_reasoning_model) is not None


def test_the_owners_prices_win_and_the_others_stay(tmp_path: Path) -> None:
    """An entry replaces one price, in exact decimals."""
    own = tmp_path / "prices.toml"
    own.write_text(
        '[openai]\n"gpt-4o-mini" = { prompt = 0.1, completion = 7 }\n"house" = { prompt = 0, completion = 0 }\n'
    )
    prices = load_prices(own)
    assert prices.find("openai", "gpt-4o-mini") == ModelPrice(prompt=Decimal("0.1"), completion=Decimal(7))
    assert prices.find("openai", "house") is not None
    assert prices.find("openai", "gpt-4o") == load_prices(None).find("openai", "gpt-4o")
    assert "house" in prices.list_models("openai")


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("[openai", "TOML"),
        ("[opnai]\nx = { prompt = 1, completion = 1 }", "opnai"),
        ("openai = 3", "table"),
        ("[openai]\nx = { prompt = 1 }", "openai.x"),
        ("[openai]\nx = { prompt = 1, completion = 1, cached = 1 }", "openai.x"),
        ("[openai]\nx = { prompt = 1, completion = -1 }", "openai.x"),
        ("[openai]\nx = { prompt = nan, completion = 1 }", "openai.x"),
        ('[openai]\nx = { prompt = "1", completion = 1 }', "openai.x"),
        ("[openai]\nx = { prompt = true, completion = 1 }", "openai.x"),
    ],
)
def test_a_wrong_file_is_refused_with_the_entry(tmp_path: Path, text: str, named: str) -> None:
    """The message names the setting and what is wrong."""
    own = tmp_path / "prices.toml"
    own.write_text(text)
    with pytest.raises(SettingError, match="STUDY_PRICES_FILE") as error:
        load_prices(own)
    assert named in str(error.value)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    """A wrong path is no empty list."""
    with pytest.raises(SettingError, match="cannot be read"):
        load_prices(tmp_path / "none.toml")


def test_the_highest_usage_counts_bytes_and_the_estimate_characters() -> None:
    """A token has at least one byte, so that no call can pass its reservation; an estimate is near the usual."""
    messages = [ChatMessage(role=MessageRole.USER, content="äöü"), ChatMessage(role=MessageRole.USER, content="abcde")]
    request = ChatRequest(model="m", messages=messages, max_tokens=100)
    assert highest_usage(request) == TokenUsage(prompt=6 + 16 + 5 + 16, completion=100)
    assert estimate_usage(request, "x" * 9) == TokenUsage(prompt=2, completion=3)
