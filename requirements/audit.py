"""Look up known vulnerabilities of the locked packages, of Python and of the web page, at OSV.

    python requirements/audit.py [ADDRESS]

Exits with 1 when a locked version has an advisory that `accepted-advisories.txt` does not list. When the advisories
cannot be reached, nothing has been checked: it says so and exits with 0.
"""

import json
import re
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
ADVISORIES = "https://api.osv.dev"
TIMEOUT_S = 20.0
LOCKED = re.compile(r"^([A-Za-z0-9._-]+)==([^ ;\\]+)", re.MULTILINE)


class Package(NamedTuple):
    """One locked version of a package."""

    ecosystem: str
    name: str
    version: str


def read_locked(root: Path) -> list[Package]:
    """Return every locked package, of Python and of the web page."""
    return sorted({*_read_python(root / "requirements"), *_read_web(root / "web" / "package-lock.json")})


def _read_python(folder: Path) -> Iterator[Package]:
    for file in folder.glob("*.txt"):
        for name, version in LOCKED.findall(file.read_text()):
            yield Package("PyPI", name, version)


def _read_web(file: Path) -> Iterator[Package]:
    packages = json.loads(file.read_text())["packages"] if file.exists() else {}
    for path, package in packages.items():
        name = package.get("name") or path.rpartition("node_modules/")[2]
        if name and "version" in package:
            yield Package("npm", name, package["version"])


def find_advisories(packages: list[Package], *, address: str) -> dict[Package, list[str]]:
    """Return the ids of the advisories for each package that has some; OSError when they cannot be reached."""
    queries = [
        {"package": {"ecosystem": package.ecosystem, "name": package.name}, "version": package.version}
        for package in packages
    ]
    found: dict[Package, list[str]] = {}
    for start in range(0, len(queries), 500):
        request = urllib.request.Request(  # noqa: S310 - https, or the address on the command line
            f"{address}/v1/querybatch",
            data=json.dumps({"queries": queries[start : start + 500]}).encode(),
            headers={"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=TIMEOUT_S) as response:  # noqa: S310 - the same
            results = json.load(response)["results"]
        for package, result in zip(packages[start : start + 500], results, strict=True):
            if ids := [vulnerability["id"] for vulnerability in result.get("vulns", ())]:
                found[package] = ids
    return found


def main(address: str = ADVISORIES, root: Path = ROOT) -> int:
    """Print the advisories of the locked packages, and return the exit code."""
    packages = read_locked(root)
    try:
        found = find_advisories(packages, address=address)
    except (OSError, ValueError, KeyError, TypeError) as error:
        # A proxy may answer with something else than advisories.
        print(f"not run: the advisories cannot be reached ({type(error).__name__}: {error})")
        return 0
    accepted = set(re.findall(r"^\S+", (root / "requirements/accepted-advisories.txt").read_text(), re.MULTILINE))
    listed = {package: [entry for entry in ids if entry not in accepted] for package, ids in found.items()}
    for package, ids in listed.items():
        if ids:
            print(f"{package.ecosystem} {package.name} {package.version}: {', '.join(ids)}")
    print(f"{len(packages)} packages checked, {sum(map(bool, listed.values()))} with advisories")
    return 1 if any(listed.values()) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else ADVISORIES))
