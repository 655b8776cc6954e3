"""Settings of a running process that follow their sources."""

from pathlib import Path
from typing import Annotated

import msgspec
import pytest
from msgspec import Meta

from alcove.foundation.settings import (
    RELOADABLE,
    Configuration,
    DatabaseSettings,
    LiveSettings,
    ServerSettings,
    SettingError,
)


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """A setting that is reloaded, and one that is not."""

    calls: Annotated[int, Meta(ge=1, description="Calls.", extra=RELOADABLE)] = 5
    folder: str = "first"


def configuration(**environ: str) -> Configuration:
    """Return a configuration from an environment."""
    return Configuration(
        environ=environ, files=(), server=ServerSettings(), database=DatabaseSettings(), data_dir=Path("data")
    )


def test_reloadable_settings_change() -> None:
    """What is reloadable gets its new value, callbacks are called once, and the rest is named and stays."""
    live, calls = LiveSettings(configuration(CALLS="5")), []
    live.on_change(lambda: calls.append(live.load(Limits).calls))
    assert live.load(Limits) is live.load(Limits)
    names = live.apply(configuration(CALLS="7", FOLDER="second"))
    assert names == {"applied": ("CALLS",), "ignored": ("FOLDER",)}
    assert live.load(Limits) == Limits(calls=7, folder="first")
    assert calls == [7]


def test_nothing_changed() -> None:
    """Without a change no callback is called."""
    live, calls = LiveSettings(configuration(CALLS="5")), []
    live.on_change(lambda: calls.append(1))
    live.load(Limits)
    assert live.apply(configuration(CALLS="5")) == {"applied": (), "ignored": ()}
    assert calls == []


def test_a_wrong_value_changes_nothing() -> None:
    """If one struct cannot be loaded, the others keep their values, too."""
    live = LiveSettings(configuration())
    live.load(ServerSettings)
    live.load(Limits)
    with pytest.raises(SettingError, match="CALLS is '0'"):
        live.apply(configuration(CALLS="0", LOG_LEVEL="debug"))
    assert live.load(ServerSettings).log_level == "info"
    assert live.load(Limits).calls == 5


def test_a_value_that_was_removed_is_the_default() -> None:
    """A setting that is no longer set gets its default."""
    live = LiveSettings(configuration(CALLS="9"))
    assert live.load(Limits).calls == 9
    live.apply(configuration())
    assert live.load(Limits).calls == 5
