"""The owner's rules: their file, and what they do with questions and answers."""

import itertools
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alcove.apps.study.content_rules import ContentRefused, ContentRules, load_content_rules
from alcove.apps.study.settings import StudySettings
from alcove.foundation.settings import Secret, SettingError, load_settings
from alcove.main.configuration import check_settings, read_configuration

RULES = """
[[rules]]
literal = "blockhead"
action = "refuse"
message = "Please be kind."

[[rules]]
applies_to = "answer"
pattern = '\\+?\\d[\\d /-]{6,18}\\d'
action = "replace"
replacement = "[number]"

[[rules]]
applies_to = "question"
literal = "my password is"
action = "replace"
replacement = ""
"""
SECRETS = [f"planted-{kind}-{number:04d}" for number, kind in enumerate(("openai", "gemini", "claude", "deepseek"))]


def load(tmp_path: Path, text: str = RULES, **environ: str) -> ContentRules:
    """Return rules of a file."""
    path = tmp_path / "rules.toml"
    path.write_text(text)
    return load_content_rules(load_settings(StudySettings, environ={"STUDY_CONTENT_RULES": str(path), **environ}))


def test_questions_are_refused_with_the_owners_message(tmp_path: Path) -> None:
    """A rule that refuses is 400 CONTENT_REFUSED; one for answers only does not concern a question."""
    rules = load(tmp_path)
    with pytest.raises(ContentRefused, match="Please be kind") as refused:
        rules.check_question("You Blockhead!")
    assert (refused.value.status, refused.value.code) == (400, "CONTENT_REFUSED")
    assert rules.check_question("Call 0123 4567890. My password is x") == "Call 0123 4567890.  x"


def test_answers_are_changed_or_refused(tmp_path: Path) -> None:
    """A replacement is made across pieces; a refusal ends the answer before the match."""
    rules = load(tmp_path)
    opened = rules.open_filter()
    sent = [opened.add(piece) for piece in ("Call 01", "23 45", "67890 now", ".")]
    assert "".join(sent) + opened.end() == "Call [number] now."
    opened = rules.open_filter()
    assert opened.add("What a block") == "What a "
    with pytest.raises(ContentRefused):
        opened.add("head you")


def test_without_rules_nothing_is_held_back() -> None:
    """Each piece is sent at once."""
    opened = load_content_rules(StudySettings()).open_filter()
    assert [opened.add(piece) for piece in ("s", "k", "")] == ["s", "k", ""]
    assert opened.end() == ""


@given(st.lists(st.integers(0, 120), max_size=10), st.sampled_from(SECRETS))
def test_secrets_of_the_server_are_hidden_across_pieces(places: list[int], secret: str) -> None:
    """A key of a provider or another secret never leaves, however the answer is split."""
    names = ("OPENAI_API_KEY", "GEMINI_API_KEY_3", "CLAUDE_API_KEY", "STUDY_JWT_SECRET")
    settings = load_settings(StudySettings, environ=dict(zip(names, SECRETS, strict=True)))
    rules = load_content_rules(settings, secrets=[Secret("another-secret")])
    text = f"Keys are {secret}, {secret[:-1]} and {secret}{secret}; another-secret."
    ends = sorted({min(place, len(text)) for place in places} | {0, len(text)})
    opened = rules.open_filter()
    answer = "".join(opened.add(text[start:end]) for start, end in itertools.pairwise(ends)) + opened.end()
    assert answer == f"Keys are ********, {secret[:-1]} and ****************; ********."
    assert rules.check_question(text) == text


def test_json_is_filtered_in_its_texts_and_otherwise_left_as_it_is(tmp_path: Path) -> None:
    """The provider's own JSON keeps its bytes without a match; with one only texts change."""
    rules = load(tmp_path, OPENAI_API_KEY="planted/openai")
    plain = b'{ "a" : [1.50, "text", null] }'
    assert rules.filter_json(plain) == plain
    changed = rules.filter_json(b'{"a": ["is planted\\/openai", {"planted/openai": "0123 4567890"}], "b": 1}')
    assert json.loads(changed) == {"a": ["is ********", {"********": "[number]"}], "b": 1}
    assert rules.filter_json(b"") == b""
    assert b"planted" not in rules.filter_json(b'{"a": "planted/openai')
    assert b"planted" not in rules.filter_json(b"[" * 5_000 + b'"planted/openai"' + b"]" * 5_000)
    with pytest.raises(ContentRefused):
        rules.filter_json(b'["blockhead"]')


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("\n[[rules\n", "line 2"),
        ("x = 1", "nothing else"),
        ("rules = 3", "nothing else"),
        ("[[rules]]\nliteral = 'a'", "rule 1: .*action"),
        (
            "[[rules]]\nliteral = 'a'\naction = 'refuse'\n[[rules]]\npattern = '(a'\naction = 'refuse'",
            "rule 2: .*not closed",
        ),
        ("[[rules]]\naction = 'refuse'", "rule 1: set either"),
        ("[[rules]]\nliteral = 'a'\npattern = 'b'\naction = 'refuse'", "rule 1: set either"),
        ("[[rules]]\nliteral = 'a'\naction = 'replace'", "needs a replacement"),
        ("[[rules]]\nliteral = 'a'\naction = 'refuse'\nreplacement = 'b'", "no replacement"),
        ("[[rules]]\nliteral = ''\naction = 'refuse'", "rule 1: .*literal"),
        ("[[rules]]\npattern = 'a*'\naction = 'refuse'", "empty text"),
        ("[[rules]]\nliteral = 'a'\naction = 'refuse'\ncolour = 'red'", "rule 1: .*colour"),
        ("[[rules]]\nliteral = 3\naction = 'refuse'", "rule 1: .*literal"),
        ("rules = [1]", "rule 1"),
        ("[[rules]]\nliteral = 'a'\naction = 'refuse'\n" * 501, "more than 500"),
    ],
)
def test_a_wrong_file_is_refused_at_start(tmp_path: Path, text: str, reason: str) -> None:
    """The error names the setting, and the line or the rule."""
    with pytest.raises(SettingError, match=f"(?s)STUDY_CONTENT_RULES.*{reason}"):
        load(tmp_path, text)


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    """A missing file, one that is no text, and one that is too large are errors."""
    for content in (None, b"\xff\xfe", b"#" * (2**20 + 1)):
        path = tmp_path / "other.toml"
        if content is not None:
            path.write_bytes(content)
        with pytest.raises(SettingError, match="STUDY_CONTENT_RULES"):
            load_content_rules(load_settings(StudySettings, environ={"STUDY_CONTENT_RULES": str(path)}))


def test_rules_show_no_secret(tmp_path: Path) -> None:
    """Nothing that could be logged has the text of a secret."""
    rules = load(tmp_path, OPENAI_API_KEY="planted-openai")
    assert "planted" not in repr(vars(rules)) + repr(rules)


def test_wrong_files_stop_the_start(tmp_path: Path) -> None:
    """The check of all settings loads the files that they name, so that the server does not start with a wrong one."""
    path = tmp_path / "file.toml"
    path.write_text("[[rules]]\nliteral = 'a'\naction = 'forget'")
    for name in ("STUDY_CONTENT_RULES", "STUDY_PRICES_FILE"):
        configuration = read_configuration({"ALCOVE_DATA_DIR": str(tmp_path / "data"), name: str(path)})
        with pytest.raises(SettingError, match=name):
            check_settings(configuration)
