"""A settings form over several structs, with a reason for every rejected field."""

import asyncio
from collections.abc import Mapping
from typing import Annotated, Any, Literal

import msgspec
import pytest
from msgspec import Meta

from alcove.foundation.clock import SystemClock
from alcove.foundation.database import PgListener, Pool
from alcove.foundation.preferences import (
    CHANNEL,
    Button,
    Choices,
    Form,
    InvalidSettings,
    LivePreferences,
    PreferencePages,
    Setting,
    Snapshot,
    TabPlan,
    UnknownPage,
)
from alcove.foundation.preferences import Tested as ActionResult
from alcove.foundation.settings import Secret, SettingError, fields_set, load_settings


class Tea(msgspec.Struct, frozen=True, kw_only=True):
    """Settings of one app."""

    tea_kind: Annotated[Literal["green", "black"], Meta(description="Which leaves.")] = "green"
    tea_minutes: Annotated[int, Meta(ge=1, le=10, description="How long.")] = 3
    tea_extras: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.tea_kind == "green" and self.tea_minutes > 5:
            raise SettingError("TEA_MINUTES: green tea is bitter after 5 minutes")


class Kettle(msgspec.Struct, frozen=True, kw_only=True):
    """Settings of another package on the same page."""

    kettle_watts: Annotated[float, Meta(ge=100, le=3000)] = 2000.0
    kettle_key: Secret = Secret()
    kettle_on: bool = True


PLAN = TabPlan("tea", "Tea", "cup", None, (
    Setting("tea_kind", "Kind"),
    Setting("tea_minutes", "Minutes"),
    Setting("tea_extras", "Extras", choices=Choices(options={"milk": "Milk", "sugar": "Sugar"}, style="pills")),
    Setting("kettle_watts", "Power"),
    Setting("kettle_key", "Key"),
    Setting("kettle_on", "On"),
    Button("boil", "Boil", "Tries the kettle."),
))  # fmt: skip


def only_the_environment_switches(setting: Setting, _settings: Snapshot) -> str:
    """Lock one setting."""
    return "Not from here" if setting.name == "kettle_on" else ""


FORM = Form(tabs=(PLAN,), labels={"black": "Black, as usual"}, lock_reason=only_the_environment_switches)


class Actions:
    """Actions that return their settings."""

    async def run(self, key: str, settings: Snapshot) -> ActionResult:
        """Return the preferences."""
        return ActionResult(success=True, message=f"{key} {settings[Kettle].kettle_watts:g} {settings[Tea].tea_kind}")


def live(pool: Pool, pg_listener: PgListener, environ: Mapping[str, str]) -> LivePreferences:
    """Return the preferences of a process with an environment."""
    return LivePreferences(
        pool,
        pg_listener,
        startup=(load_settings(Tea, environ=environ), load_settings(Kettle, environ=environ)),
        set_at_start=lambda kind: fields_set(kind, environ=environ),
        clock=SystemClock(),
    )


@pytest.fixture
def preferences(pool: Pool, dsn: str) -> LivePreferences:
    """Return the preferences of a process that was started with one setting; without notifications."""
    return live(pool, PgListener(dsn), {"TEA_EXTRAS": "milk"})


@pytest.fixture
def pages(pool: Pool, preferences: LivePreferences) -> PreferencePages:
    """Return the pages."""
    return PreferencePages(pool, FORM, preferences=preferences, actions=Actions())


async def test_fields_are_built_from_declarations(pages: PreferencePages) -> None:
    """Types, limits, labels, locks and secrets of both structs are on one page."""
    fields = {field.key: msgspec.to_builtins(field) for field in (await pages.page("tea")).fields}
    kind = fields["TEA_KIND"]
    assert (kind["type"], kind["value"], kind["description"]) == ("SelectField", "green", "Which leaves.")
    assert list(kind["options"]) == [
        {"value": "green", "label": "Green"},
        {"value": "black", "label": "Black, as usual"},
    ]
    assert (fields["TEA_MINUTES"]["min"], fields["TEA_MINUTES"]["max"], fields["TEA_MINUTES"]["step"]) == (1, 10, 1)
    assert (fields["TEA_EXTRAS"]["fromEnv"], fields["TEA_EXTRAS"]["value"]) == (True, ["milk"])
    assert (fields["KETTLE_KEY"]["type"], fields["KETTLE_KEY"]["value"]) == ("PasswordField", "")
    assert (fields["KETTLE_ON"]["disabled"], fields["KETTLE_ON"]["disabledReason"]) == (True, "Not from here")
    assert fields["boil"]["type"] == "ActionButton"


async def test_one_save_changes_settings_of_both_structs(
    pages: PreferencePages, preferences: LivePreferences, pool: Pool
) -> None:
    """Saved values are read immediately through each struct's reader; secrets are never shown."""
    saved = await pages.save("tea", {"TEA_KIND": "black", "kettle_watts": "900", "KETTLE_KEY": "s3cret"})
    assert saved.updated == ("TEA_KIND", "kettle_watts", "KETTLE_KEY")
    assert (await preferences.reader(Tea).current()).tea_kind == "black"
    kettle = await preferences.reader(Kettle).current()
    assert (kettle.kettle_watts, kettle.kettle_key.reveal()) == (900, "s3cret")
    assert "s3cret" not in msgspec.json.encode(await pages.pages()).decode()
    assert await pool.fetchval("SELECT count(*) FROM preference") == 3


async def test_every_rejected_field_has_a_reason(pages: PreferencePages, pool: Pool) -> None:
    """All invalid fields are in one response, and nothing is stored."""
    wrong: dict[str, Any] = {
        "TEA_KIND": "black", "TEA_MINUTES": 11, "KETTLE_WATTS": "hot", "KETTLE_ON": False, "TEA_EXTRAS": "sugar",
        "CUP": 1,
    }  # fmt: skip
    with pytest.raises(InvalidSettings) as refused:
        await pages.change("tea", wrong)
    assert refused.value.errors == {
        "TEA_MINUTES": "TEA_MINUTES must be a whole number from 1 to 10",
        "KETTLE_WATTS": "KETTLE_WATTS must be a number from 100 to 3000",
        "KETTLE_ON": "KETTLE_ON: Not from here",
        "TEA_EXTRAS": "TEA_EXTRAS is set by the environment",
        "CUP": "There is no setting CUP here",
    }
    assert await pool.fetchval("SELECT count(*) FROM preference") == 0


async def test_conflicting_values_are_rejected_together(pages: PreferencePages) -> None:
    """The struct's own validation applies to changes and stored values together."""
    await pages.change("tea", {"TEA_KIND": "black", "TEA_MINUTES": 9})
    with pytest.raises(InvalidSettings, match="green tea is bitter") as refused:
        await pages.change("tea", {"TEA_KIND": "green"})
    assert set(refused.value.errors) == {""}


async def test_an_action_gets_the_values_of_the_form(pages: PreferencePages, pool: Pool) -> None:
    """It gets unsaved values, except locked ones; invalid values are an error."""
    result = await pages.run("tea", "boil", values={"KETTLE_WATTS": 500, "KETTLE_ON": False, "TEA_KIND": "black"})
    assert result == ActionResult(success=True, message="boil 500 black")
    result = await pages.run("tea", "boil", values={"KETTLE_WATTS": 5})
    assert result == ActionResult(success=False, message="KETTLE_WATTS must be a number from 100 to 3000")
    assert await pool.fetchval("SELECT count(*) FROM preference") == 0


@pytest.mark.parametrize(("page", "button"), [("coffee", "boil"), ("tea", "freeze")])
async def test_undeclared_pages_and_actions_are_unknown(pages: PreferencePages, page: str, button: str) -> None:
    """Unknown pages and buttons raise another error than invalid values."""
    with pytest.raises(UnknownPage):
        await pages.run(page, button, values={})


async def test_another_process_sees_a_change_once_it_is_notified(dsn: str, pool: Pool, pages: PreferencePages) -> None:
    """A listening process reads once, and again after a change by another process."""
    pg_listener = PgListener(dsn)
    await pg_listener.start()
    try:
        reader = live(pool, pg_listener, {})
        assert (await reader.reader(Tea).current()).tea_minutes == 3
        await asyncio.sleep(0.1)
        first = await reader.snapshot()
        assert await reader.snapshot() is first
        async with pg_listener.subscribe(CHANNEL) as snapshots:
            await pages.change("tea", {"TEA_MINUTES": 4})
            await asyncio.wait_for(snapshots.get(), 60)
        assert (await reader.reader(Tea).current()).tea_minutes == 4
    finally:
        await pg_listener.close()


async def test_invalid_stored_values_are_ignored(pool: Pool, preferences: LivePreferences) -> None:
    """An invalid stored value is ignored, and does not affect other structs."""
    await pool.execute(
        "INSERT INTO preference (name, value) VALUES ('tea_minutes', '9'), ('kettle_watts', '700'), ('gone', '1'),"
        " ('tea_extras', '[\"sugar\"]')"
    )
    assert (await preferences.reader(Tea).current()).tea_minutes == 3
    assert (await preferences.reader(Tea).current()).tea_extras == ("milk",)
    assert (await preferences.reader(Kettle).current()).kettle_watts == 700
