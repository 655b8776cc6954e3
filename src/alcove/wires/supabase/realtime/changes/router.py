"""Decides for changed rows who gets them, and delivers them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from alcove.foundation.clock import Clock
from alcove.wires.supabase.callers import encode_claims, find_role
from alcove.wires.supabase.realtime.changes.check_runner import CheckRunner, TableCheck
from alcove.wires.supabase.realtime.changes.database import CallerLogin, ChangesDatabase
from alcove.wires.supabase.realtime.changes.errors import GONE, NO_KEY, SubscriptionProblem
from alcove.wires.supabase.realtime.changes.indexes import TableIndexes, check_rights, find_rights
from alcove.wires.supabase.realtime.changes.model import LOST, Change, OutboxRow, PublishedTable
from alcove.wires.supabase.realtime.changes.payload import PayloadEncoder
from alcove.wires.supabase.realtime.changes.store.checks import CallerCheck, build_check, is_recorded
from alcove.wires.supabase.realtime.changes.store.tables import apply_row_filter, describe_tables
from alcove.wires.supabase.realtime.changes.subscriptions import Subscription, Subscriptions
from alcove.wires.supabase.realtime.changes.table_index import Candidate
from alcove.wires.supabase.tokens import VerifiedToken

MAX_PASSES: Final = 3
"""How often a change is decided again for clients that meanwhile got another token."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """A request that a change is for, decided with the rights of a caller; `place` is that of the change."""

    place: int
    candidate: Candidate
    caller: VerifiedToken


class ChangeRouter:
    """Routes changed rows to the subscriptions of this process."""

    def __init__(
        self,
        database: ChangesDatabase,
        subscriptions: Subscriptions,
        *,
        indexes: TableIndexes,
        login: CallerLogin,
        clock: Clock,
    ) -> None:
        self._database = database
        self._subscriptions = subscriptions
        self._indexes = indexes
        self._login = login
        self._checks = CheckRunner(database, clock=clock)

    async def route(self, rows: Sequence[OutboxRow]) -> None:
        """Deliver rows in their order to everybody who wants and may see them; DATABASE_LOST."""
        if not self._subscriptions:
            return
        roles = self._subscriptions.roles
        changes, candidates = await self._match(rows, roles=roles)
        while not (present := self._subscriptions.roles) <= roles:
            roles = present
            changes, candidates = await self._match(rows, roles=roles)
        recipients = await self._decide(changes, candidates)
        _deliver(changes, recipients)

    async def _match(
        self, rows: Sequence[OutboxRow], *, roles: frozenset[str]
    ) -> tuple[Sequence[Change], list[tuple[int, Candidate]]]:
        pool = await self._database.owner_pool()
        login = await self._login.read()
        tables = await describe_tables(pool, {row.table_id for row in rows}, roles=roles, login=login)
        changes = await self._read_changes(rows, tables)
        candidates: list[tuple[int, Candidate]] = []
        for place, change in enumerate(changes):
            index = await self._indexes.prepare(change.table.shape)
            candidates.extend((place, candidate) for candidate in index.find(change))
        return changes, candidates

    async def _read_changes(self, rows: Sequence[OutboxRow], tables: Mapping[int, PublishedTable]) -> Sequence[Change]:
        changes = []
        for row in rows:
            table = tables.get(row.table_id)
            if table is not None and row.kind == LOST:
                self._report_lost(row, table)
            elif table is not None:
                changes.append(Change(row=row, table=table, kind=row.kind))
        if all(change.table.shape.row_filter is None for change in changes):
            return changes
        kinds = await self._filter_rows(changes)
        return [
            change if change.kind == kind else Change(row=change.row, table=change.table, kind=kind)
            for change, kind in zip(changes, kinds, strict=True)
            if kind is not None
        ]

    async def _filter_rows(self, changes: Sequence[Change]) -> Sequence[str | None]:
        """Return what each change is for a subscriber of the publication: a row may enter or leave its row filter."""
        pool = await self._database.owner_pool()
        kinds: list[str | None] = [change.kind for change in changes]
        by_table: dict[int, list[int]] = defaultdict(list)
        for place, change in enumerate(changes):
            if change.table.shape.row_filter is not None:
                by_table[change.table.shape.id].append(place)
        for places in by_table.values():
            shape = changes[places[0]].table.shape
            new_rows = [changes[place].row.record or "{}" for place in places]
            old_rows = [changes[place].row.old_record or "{}" for place in places]
            are_in = await apply_row_filter(pool, shape, rows=new_rows)
            were_in = await apply_row_filter(pool, shape, rows=old_rows)
            for place, is_in, was_in in zip(places, are_in, were_in, strict=True):
                kinds[place] = _filtered_kind(changes[place].kind, is_in=is_in, was_in=was_in)
        return kinds

    def _report_lost(self, row: OutboxRow, table: PublishedTable) -> None:
        shape = table.shape
        for subscription, _ in self._subscriptions.find(shape):
            subscription.report(f"Changes of {shape.schema}.{shape.name} are not sent: {row.record}")

    async def _decide(
        self, changes: Sequence[Change], candidates: Sequence[tuple[int, Candidate]]
    ) -> Sequence[Recipient]:
        """Return who gets the changes; a client whose token changes meanwhile is decided with the new one."""
        decided: list[Recipient] = []
        for _ in range(MAX_PASSES):
            decided.extend(await self._check(changes, candidates))
            outdated = [item for item in decided if item.candidate.subscription.caller is not item.caller]
            if not outdated:
                break
            decided = [item for item in decided if item.candidate.subscription.caller is item.caller]
            candidates = [(item.place, item.candidate) for item in outdated]
        return [item for item in decided if item.candidate.subscription.caller is item.caller]

    async def _check(
        self, changes: Sequence[Change], candidates: Sequence[tuple[int, Candidate]]
    ) -> Sequence[Recipient]:
        decided: list[Recipient] = []
        waiting: dict[tuple[int, CallerCheck], list[Recipient]] = defaultdict(list)
        for place, candidate in candidates:
            recipient = Recipient(place=place, candidate=candidate, caller=candidate.subscription.caller)
            try:
                check = _plan_check(changes[place], recipient)
            except SubscriptionProblem as problem:
                if candidate.request.is_for_one_table:
                    candidate.subscription.report(str(problem))
                continue
            if check is None:
                decided.append(recipient)
            else:
                waiting[place, check].append(recipient)
        decided.extend(await self._run_checks(changes, waiting))
        return decided

    async def _run_checks(
        self, changes: Sequence[Change], waiting: Mapping[tuple[int, CallerCheck], Sequence[Recipient]]
    ) -> Sequence[Recipient]:
        checks = [TableCheck(table_id=changes[place].table.shape.id, check=check) for place, check in waiting]
        decided: list[Recipient] = []
        results = await self._checks.run(checks) if checks else []
        for (place, recipients), result in zip(
            ((place, recipients) for (place, _), recipients in waiting.items()), results, strict=True
        ):
            if result.problem is None and result.passes:
                decided.extend(recipients)
            elif result.problem is not None:
                shape = changes[place].table.shape
                for recipient in recipients:
                    recipient.candidate.subscription.report(
                        f"The row security of {shape.schema}.{shape.name} cannot be checked: {result.problem}"
                    )
        return decided


def _plan_check(change: Change, recipient: Recipient) -> CallerCheck | None:
    """Return what the database has to say about a recipient, None for nothing; SubscriptionProblem."""
    candidate, table = recipient.candidate, change.table
    rights = find_rights(table, candidate.subscription)
    check_rights(candidate.request, table, rights=rights)
    policies = rights.policies if table.row_security and not rights.bypasses else None
    if policies is None and not candidate.undecided:
        return None
    if policies is not None and not is_recorded(change, policies):
        if change.kind == "DELETE":
            raise SubscriptionProblem(f"{GONE}: {table.shape.schema}.{table.shape.name}")
        if not table.key:
            raise SubscriptionProblem(f"{NO_KEY}: {table.shape.schema}.{table.shape.name}")
    role = find_role(recipient.caller)
    claims = encode_claims(recipient.caller, role)
    return build_check(change, candidate.undecided, policies=policies, role=role, claims=claims)


def _filtered_kind(kind: str, *, is_in: bool, was_in: bool) -> str | None:
    if kind == "INSERT":
        return kind if is_in else None
    if kind == "DELETE":
        return kind if was_in else None
    kinds = {(True, True): "UPDATE", (True, False): "INSERT", (False, True): "DELETE", (False, False): None}
    return kinds[is_in, was_in]


def _deliver(changes: Sequence[Change], recipients: Sequence[Recipient]) -> None:
    by_change: dict[int, dict[Subscription, list[Candidate]]] = defaultdict(lambda: defaultdict(list))
    for recipient in recipients:
        by_change[recipient.place][recipient.candidate.subscription].append(recipient.candidate)
    for place in sorted(by_change):
        change, encoder = changes[place], PayloadEncoder(changes[place])
        for subscription, candidates in by_change[place].items():
            rights = find_rights(change.table, subscription)
            by_select: dict[tuple[str, ...] | None, list[int]] = defaultdict(list)
            for candidate in candidates:
                by_select[candidate.request.request.select].append(candidate.request.id)
            for select, ids in by_select.items():
                payload = encoder.encode(sorted(ids), rights=rights, select=select)
                subscription.deliver(payload, transaction_id=change.row.transaction_id)
