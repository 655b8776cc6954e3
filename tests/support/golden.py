"""Wire replies pinned as files: a change of a reply is a change of a file that a reviewer sees."""

import json
import os
from pathlib import Path


def check(path: Path, answer: object) -> None:
    """Compare `answer` with the pinned one, types and all; with UPDATE_GOLDEN=1 pin it anew."""
    text = json.dumps(answer, indent=2, ensure_ascii=False, sort_keys=True) + "\n"
    if os.environ.get("UPDATE_GOLDEN") == "1":
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert path.exists(), f"{path} is missing; run once with UPDATE_GOLDEN=1 and review it"
    # As text: to Python's comparison 1, 1.0 and true are the same.
    assert path.read_text(encoding="utf-8").splitlines() == text.splitlines()
