"""The repository installs on any machine and names neither a machine nor a registry."""

import re
import subprocess
import tomllib

import pytest

from arch.tree import ROOT, expect_none, list_tracked_files, location

LOCKS = ("runtime", "dev", "build", "lock", "peers", "node")
PIN = re.compile(r"^([a-z0-9._-]+)(?:\[[^\]]*\])?==\S+", re.MULTILINE)
REGISTRIES = [r"py[p]i\.org", r"python[h]osted\.", r"npm[j]s\.", r"deb\.[d]ebian"]
MACHINE = re.compile(r"(?<![\w.$}-])/(?:home|Users|root|opt|mnt)/[\w.-]+")
COMMANDS = ("setup", "serve", "demo", "test", "check", "bench", "faults", "clean", "lock", "peers")


def test_no_file_names_a_machine_or_a_registry() -> None:
    """No file contains the path of this checkout, a home directory, or the host of a package index."""
    here = re.escape(f"{ROOT.parent}/") if len(ROOT.parts) > 2 else r"(?!)"
    forbidden = re.compile("|".join([here, *REGISTRIES, MACHINE.pattern]))
    findings = [
        f"{location(path, number)} {found.group()}"
        for path in list_tracked_files()
        for number, line in enumerate(path.read_bytes().decode(errors="replace").splitlines(), start=1)
        if (found := forbidden.search(line))
    ]
    expect_none(findings)


@pytest.mark.parametrize("name", LOCKS)
def test_every_locked_package_has_hashes(name: str) -> None:
    """Each requirement is an exact version with at least one hash, and no index is named."""
    text = (ROOT / "requirements" / f"{name}.txt").read_text()
    entries = [entry for entry in re.split(r"\n(?=[a-z])", text) if entry.strip()]
    expect_none([entry.split("\n")[0] for entry in entries if not re.search(r"--hash=sha256:[0-9a-f]{64}", entry)])
    expect_none([entry.split("\n")[0] for entry in entries if not PIN.match(entry)])
    expect_none(re.findall(r"^--?[a-z].*$|://", text, re.MULTILINE))


def test_the_locks_hold_what_the_project_asks_for() -> None:
    """Every dependency in pyproject.toml is in its lock; `make lock` writes them again."""
    document = tomllib.loads((ROOT / "pyproject.toml").read_text())
    declared = {
        "runtime": document["project"]["dependencies"],
        "dev": document["dependency-groups"]["dev"] + document["project"]["dependencies"],
        "build": document["build-system"]["requires"],
    }
    missing = {name: sorted(_package_names(lines) - _read_locked_names(name)) for name, lines in declared.items()}
    assert {name: names for name, names in missing.items() if names} == {}


def test_the_locks_agree_with_each_other() -> None:
    """No package has another version in a smaller lock."""
    versions = set(_versions("dev"))
    names = {line.partition("==")[0] for line in versions}
    small = {line for name in ("runtime", "build") for line in _versions(name)}
    expect_none(sorted(line for line in small - versions if line.partition("==")[0] in names))


def _versions(name: str) -> list[str]:
    return [found.group() for found in PIN.finditer((ROOT / "requirements" / f"{name}.txt").read_text())]


def _read_locked_names(name: str) -> set[str]:
    return {line.partition("==")[0] for line in _versions(name)}


def _package_names(lines: list[str]) -> set[str]:
    return {re.split(r"[^A-Za-z0-9._-]", line, maxsplit=1)[0].lower() for line in lines}


def test_make_alone_prints_every_command() -> None:
    """`make` without a target prints the help and changes nothing."""
    done = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True)
    expect_none([name for name in COMMANDS if not re.search(rf"^  make {name}\s+\S", done.stdout, re.MULTILINE)])


@pytest.mark.parametrize(
    "script",
    [
        ".ci/run",
        "requirements/lock.sh",
        "requirements/venv.sh",
        "requirements/at-home.sh",
        "requirements/data-dir.sh",
        "requirements/elsewhere.sh",
    ],
)
def test_scripts_stop_at_the_first_failure(script: str) -> None:
    """Each script parses and sets `-eu`."""
    text = (ROOT / script).read_text()
    shell = "bash" if "bash" in text.partition("\n")[0] else "sh"
    subprocess.run([shell, "-n", ROOT / script], check=True)
    assert re.search(r"^set -eu", text, re.MULTILINE)
