"""Budgets of AI providers: what calls may cost, for one user and for all."""

from decimal import Decimal

from alcove.apps.study.ai_budgets.model import Budgets
from alcove.apps.study.ai_budgets.prices import PriceList, load_prices
from alcove.foundation.deps import Deps
from alcove.foundation.telemetry import get_logger

__all__ = ["PriceList", "build_budgets", "load_prices"]


def build_budgets(deps: Deps) -> Budgets:
    """Return the budgets of this process, over the database of all; SettingError for a wrong file of prices."""
    from alcove.apps.study.ai_budgets.service import StoredBudgets  # noqa: PLC0415 - on first use
    from alcove.apps.study.ai_budgets.store import Caps  # noqa: PLC0415 - on first use
    from alcove.apps.study.settings import StudySettings  # noqa: PLC0415 - settings know nothing of features

    def read_caps() -> Caps:
        settings = deps.load(StudySettings)
        return Caps(
            user_requests=settings.study_budget_user_requests_day,
            user_tokens=settings.study_budget_user_tokens_day,
            user_usd=Decimal(str(settings.study_budget_user_usd_month)),
            total_usd=Decimal(str(settings.study_budget_total_usd_month)),
        )

    budgets = StoredBudgets(
        deps.pool,
        caps=read_caps,
        prices=load_prices(deps.load(StudySettings).study_prices_file),
        clock=deps.clock,
        log=get_logger("alcove.study"),
    )
    deps.exit_stack.push_async_callback(budgets.close)
    return budgets
