"""The settings of AI providers: what is refused at the start, and which providers they describe."""

from pathlib import Path

import pytest

from alcove.apps.study.ai_providers.configuration import fingerprint_key, read_providers
from alcove.apps.study.ai_providers.model import Dialect, ProviderConfig
from alcove.apps.study.settings import StudySettings
from alcove.foundation.settings import Secret, SettingError, fields_set, load_settings
from alcove.main.configuration import check_settings, read_configuration

URLS = (
    "", "api.example.com/v1", "ftp://api.example.com", "https://", "https:///v1", "http://a:b:c/", "http://host:0/v1",
    "http://host:99999/v1", "http://ho st/v1", "http://host/v1\n", "http://höst/v1", "javascript:alert(1)", "http://[::1/v1",
)  # fmt: skip


def load(**environ: str) -> list[ProviderConfig]:
    """Return the providers of these settings by their order."""
    return list(
        read_providers(
            load_settings(StudySettings, environ=environ),
            fields_set=fields_set(StudySettings, environ=environ),
            fingerprint=lambda key: fingerprint_key(key, secret="s" * 32),
        )
    )


def refuse(**environ: str) -> str:
    """Return the text of the error."""
    with pytest.raises(SettingError) as refused:
        load_settings(StudySettings, environ=environ)
    return str(refused.value)


@pytest.mark.parametrize("name", ["openai", "claude", "gemini", "deepseek", "ollama"])
@pytest.mark.parametrize("url", [url for url in URLS if url.strip() == url and url])
def test_wrong_addresses_are_refused(name: str, url: str) -> None:
    """The error names the variable and what is expected."""
    text = refuse(**{f"{name.upper()}_BASE_URL": url})
    assert f"{name.upper()}_BASE_URL" in text
    assert "https://api.example.com/v1" in text


@pytest.mark.parametrize(
    "url",
    ["http://user:planted@host/v1", "http://planted@host/v1", "https://host/v1?key=planted", "http://host/#planted"],
)
def test_addresses_with_a_secret_are_refused_without_it(url: str) -> None:
    """A password or a query in an address is refused, and the error does not repeat it."""
    text = refuse(OPENAI_BASE_URL=url)
    assert "OPENAI_BASE_URL" in text
    assert "planted" not in text


@pytest.mark.parametrize(
    "url", ["http://10.0.0.5:8000/v1", "http://[::1]:8080", "http://ollama:11434/v1/", "https://h/a/b"]
)
def test_private_addresses_are_accepted(url: str) -> None:
    """What the owner names may be private; a slash at the end does not matter."""
    provider = next(provider for provider in load(OPENAI_BASE_URL=url) if provider.name == "openai")
    assert provider.base_url == url.rstrip("/")


def test_an_unknown_provider_in_the_order_is_refused() -> None:
    """The error lists the providers that there are; a provider is listed once, whatever it is called."""
    text = refuse(STUDY_PROVIDER_ORDER="openai, mistral")
    assert "'mistral'" in text
    assert "deepseek, openai, claude, gemini, ollama" in text
    assert "claude" in refuse(STUDY_PROVIDER_ORDER="anthropic,claude")


@pytest.mark.parametrize(
    "key",
    ["your_api_key_here", "CHANGE_ME", "sk-xxxxxxxxxxxxxxxx", "<your key>", "sk-...", "sk-placeholder",
     "key with spaces", "key\u00e4", "key\u200b", "k\x00y", "x" * 2000],
)  # fmt: skip
@pytest.mark.parametrize("variable", ["OPENAI_API_KEY", "GEMINI_API_KEY_4", "OLLAMA_API_KEY", "PERPLEXITY_API_KEY"])
def test_placeholders_and_impossible_keys_are_refused(variable: str, key: str) -> None:
    """A key of an example is refused at the start, in every place of a pool, and is not printed."""
    text = refuse(**{variable: key})
    assert text.startswith(f"{variable} ")
    assert key not in text


def test_a_wrong_setting_ends_the_start(tmp_path: Path) -> None:
    """The check before the start refuses it, also when it is in the file of settings."""
    (tmp_path / "alcove.toml").write_text('study_provider_order = ["openai", "nobody"]\n')
    with pytest.raises(SettingError, match="STUDY_PROVIDER_ORDER"):
        check_settings(read_configuration({"ALCOVE_DATA_DIR": str(tmp_path)}))


def test_the_order_of_the_settings_is_kept() -> None:
    """Listed providers come first in their order, under any name; the others are off."""
    found = load(STUDY_PROVIDER_ORDER="google, Anthropic,openai", CLAUDE_API_KEY="k1", OPENAI_API_KEY="k2")
    assert [provider.name for provider in found][:3] == ["gemini", "claude", "openai"]
    assert {provider.name for provider in found if not provider.is_enabled} == {"deepseek", "ollama"}


def test_providers_have_their_dialects_addresses_and_models() -> None:
    """The defaults are those of the providers' own servers."""
    found = {provider.name: provider for provider in load()}
    assert {name: (provider.dialect, provider.base_url, provider.model) for name, provider in found.items()} == {
        "deepseek": (Dialect.OPENAI, "https://api.deepseek.com", "deepseek-chat"),
        "openai": (Dialect.OPENAI, "https://api.openai.com/v1", "gpt-4o-mini"),
        "claude": (Dialect.ANTHROPIC, "https://api.anthropic.com/v1", "claude-3-haiku-20240307"),
        "gemini": (Dialect.GOOGLE, "https://generativelanguage.googleapis.com/v1beta", "gemini-1.5-flash"),
        "ollama": (Dialect.OPENAI, "http://127.0.0.1:11434/v1", "llama3.2"),
    }
    assert found["deepseek"].reasoning_model == "deepseek-reasoner"
    assert list(found["deepseek"].models) == ["deepseek-chat", "deepseek-reasoner"]
    assert found["openai"].reasoning_model == "gpt-4o-mini"


@pytest.mark.parametrize("variable", ["OLLAMA_BASE_URL", "OLLAMA_MODEL", "OLLAMA_API_KEY"])
def test_ollama_is_on_when_the_owner_names_it(variable: str) -> None:
    """It needs no key, so a setting of its own says that there is one; even the default address does."""
    assert not next(provider for provider in load() if provider.name == "ollama").is_enabled
    value = "http://127.0.0.1:11434/v1" if "URL" in variable else "llama3.2"
    ollama = next(provider for provider in load(**{variable: value}) if provider.name == "ollama")
    assert (ollama.is_enabled, ollama.needs_key) == (True, False)


def test_a_pool_has_the_keys_in_the_order_of_their_numbers() -> None:
    """Gaps and repeated keys do not matter; each key has a fingerprint that does not reveal it."""
    found = load(
        OPENAI_API_KEY_5="sk-five", OPENAI_API_KEY_2="sk-two", OPENAI_API_KEY_3="sk-two", OPENAI_API_KEY_6="sk-six"
    )
    openai = next(provider for provider in found if provider.name == "openai")
    assert [key.text.reveal() for key in openai.keys] == ["sk-two", "sk-five"]
    assert len({key.fingerprint for key in openai.keys}) == 2
    assert "sk-two" not in repr(openai)
    assert fingerprint_key(Secret("sk-two"), secret="another") != openai.keys[0].fingerprint


@pytest.mark.parametrize(
    ("environ", "key"),
    [
        ({"OPEN_AI_KEY": "sk-old"}, "sk-old"),
        ({"OPEN_AI_KEY": "sk-old", "OPENAI_API_KEY": "sk-new"}, "sk-new"),
        ({"OPEN_AI_KEY": "sk-old", "OPENAI_API_KEY": " "}, "sk-old"),
        ({"OPEN_AI_KEY": " "}, ""),
    ],
)
def test_the_older_name_of_the_key_is_read(tmp_path: Path, environ: dict[str, str], key: str) -> None:
    """OPEN_AI_KEY stands for OPENAI_API_KEY where that is not set."""
    configuration = read_configuration({"ALCOVE_DATA_DIR": str(tmp_path), **environ})
    assert configuration.load(StudySettings).openai_api_key.reveal() == key


def test_the_older_name_of_the_key_may_name_a_file(tmp_path: Path) -> None:
    """OPEN_AI_KEY_FILE is a file with the key; a key that is set under the current name wins."""
    (tmp_path / "key").write_text("sk-filed\n")
    environ = {"ALCOVE_DATA_DIR": str(tmp_path), "OPEN_AI_KEY_FILE": str(tmp_path / "key")}
    assert read_configuration(environ).load(StudySettings).openai_api_key.reveal() == "sk-filed"
    both = read_configuration({**environ, "OPENAI_API_KEY": "sk-new"})
    assert both.load(StudySettings).openai_api_key.reveal() == "sk-new"
