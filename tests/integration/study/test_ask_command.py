"""`alcove study ask`: the answer and its sources for people, JSON for scripts, and an exit code for each failure."""

import json
from pathlib import Path

import pytest

from alcove.foundation.database import Pool
from alcove.foundation.identity import LOCAL_OWNER, IdentitySettings, PasswordHasher, ensure_first_accounts
from alcove.simulators.ai_provider import Behaviour
from support.ai_provider import serve_ai_providers
from support.processes import environment, run_alcove

QUESTION = "Why do leaves look green?"
LEAVES = "Leaves look green because chlorophyll reflects green light and absorbs red and blue light."
ADD_PASSAGE = """
INSERT INTO study.passages (id, user_id, kind, source_id, title, content, page)
VALUES (gen_random_uuid(), $1, 'material', gen_random_uuid(), 'Leaves', $2, 7)
"""


@pytest.fixture
async def env(dsn: str, pool: Pool, tmp_path: Path) -> dict[str, str]:
    """Return the environment of a command on a database of the test's own, without a provider."""
    await ensure_first_accounts(pool, settings=IdentitySettings(), apps=["study"], hasher=PasswordHasher())
    return environment(tmp_path, ALCOVE_DATA_DIR=str(tmp_path / "data"), DATABASE_URL=dsn)


def test_a_provider_answers(env: dict[str, str]) -> None:
    """The answer is printed, with --json as one object; the last line of stderr says who has answered."""
    with serve_ai_providers() as site:
        env |= site.settings("deepseek", "claude")
        site.script(default=Behaviour(text="Because of chlorophyll."))
        done = run_alcove("study", "ask", QUESTION, env=env)
        assert (done.returncode, done.stdout.strip()) == (0, "Because of chlorophyll."), done.stderr
        assert done.stderr.splitlines()[-1] == "alcove: Answered by deepseek"
        again = run_alcove("study", "ask", QUESTION, env=env)
        assert again.stderr.splitlines()[-1] == "alcove: Answered by deepseek, from the cache"
        shown = json.loads(run_alcove("study", "ask", QUESTION, "--provider", "claude", "--json", env=env).stdout)
        assert shown["content"] == "Because of chlorophyll."
        assert shown["metadata"]["actual_provider"] == "claude"
        assert len(site.requests()) == 2


def test_a_failing_provider_is_named(env: dict[str, str]) -> None:
    """The next provider answers, and the failure of the first one is told on stderr."""
    with serve_ai_providers() as site:
        env |= site.settings("deepseek", "claude")
        site.script(Behaviour(status=500), key="key-deepseek")
        done = run_alcove("study", "ask", QUESTION, env=env)
    assert done.returncode == 0
    assert done.stderr.splitlines()[-1] == "alcove: Answered by claude; deepseek: server_error"


async def test_without_a_provider_the_materials_answer(env: dict[str, str], pool: Pool) -> None:
    """The sources are listed with title and page."""
    await pool.execute(ADD_PASSAGE, LOCAL_OWNER, LEAVES)
    done = run_alcove("study", "ask", QUESTION, env=env)
    assert done.returncode == 0, done.stderr
    assert "chlorophyll" in done.stdout.partition("Sources:")[0]
    assert f"[1] Leaves, page 7: “{LEAVES}”" in done.stdout


def test_without_provider_and_materials(env: dict[str, str]) -> None:
    """It fails and says what is missing; with --json as well."""
    for options in ((), ("--json",)):
        done = run_alcove("study", "ask", QUESTION, *options, env=env)
        assert done.returncode not in (0, 2), done.stdout
        assert "provider" in done.stderr
        assert "Traceback" not in done.stderr


def test_before_the_first_start(dsn: str, tmp_path: Path) -> None:
    """Without a local owner the text says how to get one."""
    env = environment(tmp_path, ALCOVE_DATA_DIR=str(tmp_path / "data"), DATABASE_URL=dsn)
    done = run_alcove("study", "ask", QUESTION, env=env)
    assert done.returncode == 1
    assert "after the first `alcove serve`" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "text"),
    [
        (("",), 2, "1 to 10000 characters"),
        (("  \n ",), 2, "1 to 10000 characters"),
        (("x" * 10_001,), 2, "1 to 10000 characters"),
        ((QUESTION, "--user", "nobody@example.org"), 1, "no account with this address or id"),
        ((QUESTION, "--provider", "skynet"), 2, "one of deepseek, openai"),
    ],
    ids=["empty", "blank", "too long", "unknown user", "unknown provider"],
)
def test_what_cannot_be_asked(env: dict[str, str], arguments: tuple[str, ...], code: int, text: str) -> None:
    """The exit code says whose mistake it is, and the text what is wrong."""
    done = run_alcove("study", "ask", *arguments, env=env)
    assert (done.returncode, done.stdout) == (code, "")
    assert text in done.stderr
    assert "Traceback" not in done.stderr
