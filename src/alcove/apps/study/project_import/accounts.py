"""The accounts of a dump: added, recognised, merged on request, or the reason to refuse the import."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from alcove.apps.study.dumps import DataBlock, DumpError, StagingTable, create_staging, load_rows
from alcove.apps.study.project_import.model import AccountChange, ImportReport
from alcove.apps.study.project_import.plan import ACCOUNT_TABLES
from alcove.apps.study.project_import.store import accounts as store
from alcove.foundation.database import Connection
from alcove.foundation.vault import Vault
from alcove.wires.supabase.auth.factors.stored_secrets import protect_secret

_REASONS: Final = {
    "known": "is here with the same id and address, and stays as it is",
    "merged": "is here with the same confirmed address: its rows go to the account here, which stays as it is",
    "mapped": "its id belongs to another account here: it gets a new one, in columns that refer to accounts",
    "reserved": "its id is that of the server's own account: its rows are not imported",
}
_MOST_NAMES: Final = 5


class AccountsRefused(DumpError):
    """Accounts of the dump cannot be told apart from accounts here; nothing was changed."""

    code = "study_accounts_refused"


@dataclass(slots=True)
class AccountImport:
    """Stages the tables of accounts, and adds what is new in the caller's transaction."""

    connection: Connection
    vault: Vault
    staged: dict[str, StagingTable] = field(default_factory=dict)

    async def stage(self, block: DataBlock) -> None:
        """Stage a block of rows; those of tables that are not taken are passed over."""
        name = block.table.name
        if name not in ACCOUNT_TABLES:
            block.drain()
            return
        block.require_columns()
        if name not in self.staged:
            self.staged[name] = await create_staging(self.connection, f"account_{name}", columns=block.columns)
        staged = self.staged[name]
        await load_rows(self.connection, staged, chunks=block.chunks, columns=block.columns)

    async def add(self, report: ImportReport, *, merges: bool) -> None:
        """Decide about all accounts, and add the new ones; AccountsRefused."""
        for name in ACCOUNT_TABLES:
            if name not in self.staged:
                self.staged[name] = await create_staging(self.connection, f"account_{name}", columns=("id",))
        await store.create_map(self.connection)
        changes = await store.find_states(self.connection, self.staged["users"], merges=merges)
        _refuse([change for change in changes if change["state"] == "refused"])
        for change in changes:
            reason = _REASONS[change["state"]]
            report.accounts.append(
                AccountChange(old=change["old"], new=change["new"], email=change["email"], reason=reason)
            )
        await self._add_users(report)
        await self._add_identities(report)
        await self._add_factors(report)
        report.added_accounts.extend(await store.list_added(self.connection))

    async def _add_users(self, report: ImportReport) -> None:
        users, table = self.staged["users"], report.table("auth.users")
        table.added, counts = await store.add_users(self.connection, users)
        states = await store.count_states(self.connection)
        table.found = sum(states.values())
        table.kept = states.get("known", 0) + states.get("merged", 0)
        if reserved := states.get("reserved"):
            table.skipped[_REASONS["reserved"]] = reserved
        if counts["other_roles"]:
            table.notes["the role was not `authenticated`, and is now: no account gets the rights of a server"] = (
                counts["other_roles"]
            )
        if counts["other_hashes"]:
            report.warnings.append(
                f"{counts['other_hashes']} accounts have password hashes that are neither bcrypt nor Argon2: their"
                " owners set a new password (recover)"
            )
        table.checksum_old, table.checksum_new = await store.compare_users(self.connection, users)

    async def _add_identities(self, report: ImportReport) -> None:
        table = report.table("auth.identities")
        table.added, counts = await store.add_identities(self.connection, self.staged["identities"])
        table.found, table.kept = counts["found"], counts["known"]
        _count(table.skipped, counts, merged="of an account that is here: sign-ins are linked by their owner alone")
        _count(table.skipped, counts, ours="names of people of another Alcove are not taken")
        if lost := table.found - table.added - table.kept - sum(table.skipped.values()):
            table.skipped["the identity belongs to another account here, or to none"] = lost

    async def _add_factors(self, report: ImportReport) -> None:
        table = report.table("auth.mfa_factors")
        factors, counts = await store.list_factors(self.connection, self.staged["mfa_factors"])
        for factor in factors:
            secret = protect_secret(self.vault, factor["secret"], factor_id=factor["id"])
            table.added += await store.add_factor(self.connection, factor, secret=secret)
        table.found, table.kept = counts["found"], counts["known"]
        _count(table.skipped, counts, merged="of an account that is here")
        _count(table.skipped, counts, unverified="was never verified")
        _count(table.skipped, counts, other="no TOTP factor with a readable secret")
        if counts["other"]:
            report.warnings.append(
                f"{counts['other']} second factors are not taken (phone, passkeys, encrypted secrets): their owners"
                " sign in with the password alone until they enroll a new one"
            )


def _count(skipped: dict[str, int], counts: Mapping[str, int], **reasons: str) -> None:
    for name, reason in reasons.items():
        if counts[name]:
            skipped[reason] = counts[name]


def _refuse(refused: Sequence[Mapping[str, Any]]) -> None:
    if not refused:
        return
    names = [change["email"] or str(change["old"]) for change in refused]
    others = f" and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else ""
    raise AccountsRefused(
        f"this server has other accounts with the address or phone number of {', '.join(names[:_MOST_NAMES])}{others}."
        " Nothing was changed: with --merge-accounts their rows go to the accounts here, where the address is confirmed"
        " on both sides; otherwise remove or rename one of the two"
    )
