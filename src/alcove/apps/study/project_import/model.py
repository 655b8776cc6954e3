"""What an import did, or would do: the report."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID


@dataclass(slots=True, kw_only=True)
class TableReport:
    """The rows of one table: those of the dump, those that were added, and why others were not."""

    name: str
    found: int = 0
    added: int = 0
    kept: int = 0
    """Rows that were here already."""
    skipped: Counter[str] = field(default_factory=Counter)
    notes: Counter[str] = field(default_factory=Counter)
    """What is different in rows that were added."""
    checksum_old: int = 0
    checksum_new: int | None = None
    """The sum of the hashes of all rows; None where rows are not comparable one by one."""

    @property
    def is_complete(self) -> bool:
        """Whether every row of the dump is here as it was."""
        is_same = self.checksum_new is None or self.checksum_new == self.checksum_old
        return self.found == self.added + self.kept and is_same and not self.notes


@dataclass(slots=True, kw_only=True)
class AccountChange:
    """An account of the dump that is not simply added."""

    old: UUID
    new: UUID | None
    email: str | None
    reason: str


@dataclass(slots=True, kw_only=True)
class ImportReport:
    """What an import did; a dry run says what it would do."""

    database: str
    is_dry_run: bool
    files: Sequence[str] = ()
    tables: dict[str, TableReport] = field(default_factory=dict)
    accounts: list[AccountChange] = field(default_factory=list)
    added_accounts: list[UUID] = field(default_factory=list)
    skipped_statements: Counter[str] = field(default_factory=Counter)
    statements: int = 0
    foreign_keys: int = 0
    warnings: list[str] = field(default_factory=list)
    rollback: list[str] = field(default_factory=list)

    def table(self, name: str) -> TableReport:
        """Return the report of a table, a new one at the first call."""
        return self.tables.setdefault(name, TableReport(name=name))

    @property
    def is_complete(self) -> bool:
        """Whether every row of the dump is here as it was."""
        return all(table.is_complete for table in self.tables.values())

    def to_json(self) -> dict[str, Any]:
        """Return the report as JSON values."""
        return {
            "database": self.database,
            "dry_run": self.is_dry_run,
            "complete": self.is_complete,
            "files": list(self.files),
            "statements": self.statements,
            "skipped_statements": dict(self.skipped_statements),
            "foreign_keys_checked": self.foreign_keys,
            "tables": [
                {
                    "name": table.name,
                    "found": table.found,
                    "added": table.added,
                    "kept": table.kept,
                    "skipped": dict(table.skipped),
                    "notes": dict(table.notes),
                    "checksum_old": str(table.checksum_old),
                    "checksum_new": None if table.checksum_new is None else str(table.checksum_new),
                    "complete": table.is_complete,
                }
                for table in self.tables.values()
            ],
            "accounts": [
                {
                    "old_id": str(change.old),
                    "new_id": None if change.new is None else str(change.new),
                    "email": change.email,
                    "reason": change.reason,
                }
                for change in self.accounts
            ],
            "added_accounts": [str(account) for account in self.added_accounts],
            "warnings": list(self.warnings),
            "rollback": list(self.rollback),
        }

    def to_text(self) -> str:
        """Return the report for people."""
        done = "would be imported (dry run: nothing was changed)" if self.is_dry_run else "imported"
        lines = [f"{', '.join(self.files)} {done} into {self.database}", ""]
        lines += [f"{self.statements} definitions run, {self.foreign_keys} foreign keys checked"]
        lines += [f"  {count:>6} not run: {reason}" for reason, count in sorted(self.skipped_statements.items())]
        lines += ["", f"{'table':40} {'found':>9} {'added':>9} {'here':>7} {'skipped':>9}  comparison"]
        for table in self.tables.values():
            skipped = sum(table.skipped.values())
            verdict = "same" if table.is_complete else "see below"
            lines.append(f"{table.name:40} {table.found:>9} {table.added:>9} {table.kept:>7} {skipped:>9}  {verdict}")
        for table in self.tables.values():
            lines += [f"{table.name}: {count} rows skipped: {reason}" for reason, count in table.skipped.items()]
            lines += [f"{table.name}: {count} rows: {note}" for note, count in table.notes.items()]
            if table.checksum_new is not None and table.checksum_new != table.checksum_old:
                lines.append(f"{table.name}: the checksums differ: {table.checksum_old} and {table.checksum_new}")
        for change in self.accounts:
            lines.append(f"account {change.email or change.old}: {change.reason}")
        lines += [f"warning: {warning}" for warning in self.warnings]
        lines += ["", "To go back:", *(f"  {step}" for step in self.rollback)]
        return "\n".join(lines)
