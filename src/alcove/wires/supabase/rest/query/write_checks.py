"""What must hold of the result of a write or call, which is rolled back otherwise."""

from alcove.wires.supabase.rest.plan.call_model import CallPlan
from alcove.wires.supabase.rest.plan.write_errors import MaxAffectedExceeded, NotSingular, UpsertKeyMismatch
from alcove.wires.supabase.rest.plan.write_model import MutationPlan
from alcove.wires.supabase.rest.query.model import ResultRow


def check_mutation(plan: MutationPlan, row: ResultRow) -> None:
    """Check the result before the transaction is committed; UpsertKeyMismatch, NotSingular, MaxAffectedExceeded."""
    if plan.kind == "upsert" and row.page != 1:
        raise UpsertKeyMismatch
    _check_rows(row.page, is_singular=plan.is_singular, max_affected=plan.max_affected)


def check_call(plan: CallPlan, row: ResultRow) -> None:
    """Check the result before the transaction is committed; NotSingular, MaxAffectedExceeded."""
    is_set = plan.function.returns.is_set
    _check_rows(row.page, is_singular=plan.is_singular and is_set, max_affected=plan.max_affected)


def _check_rows(rows: int, *, is_singular: bool, max_affected: int | None) -> None:
    if is_singular and rows != 1:
        raise NotSingular(rows)
    if max_affected is not None and rows > max_affected:
        raise MaxAffectedExceeded(rows)
