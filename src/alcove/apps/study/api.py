"""The native API: `/api/...` and `/api/study/...`, at the server's address and at STUDY_PORT."""

from collections.abc import Sequence

from alcove.apps.study.account_data.routes import register_account_data
from alcove.apps.study.achievements import register_achievements
from alcove.apps.study.ai_parts import AiParts
from alcove.apps.study.ai_providers.routes import register_provider_list
from alcove.apps.study.analytics import register_analytics
from alcove.apps.study.answers.routes import register_answers
from alcove.apps.study.calendar.routes import register_calendar
from alcove.apps.study.calendar_files.routes import register_calendar_files
from alcove.apps.study.card_decks.routes import register_card_decks
from alcove.apps.study.cards.routes import register_cards
from alcove.apps.study.chats import register_chats
from alcove.apps.study.exams import register_exams
from alcove.apps.study.exports import register_exports
from alcove.apps.study.functions_api import CSP_REPORT_URI
from alcove.apps.study.generation.routes import register_generation
from alcove.apps.study.insights import register_insights
from alcove.apps.study.materials.routes import register_materials
from alcove.apps.study.native_api import NativeErrorBody, render_native_error
from alcove.apps.study.native_callers import CallerIdentifier
from alcove.apps.study.notifications.routes import register_notifications
from alcove.apps.study.planner import register_planner
from alcove.apps.study.profiles import register_profiles
from alcove.apps.study.quizzes.routes import register_quizzes
from alcove.apps.study.recurring_tasks.routes import register_recurring_tasks
from alcove.apps.study.security_events.routes import register_alerts
from alcove.apps.study.signed_requests.routes import register_machine_clients
from alcove.apps.study.study_sessions import register_study_sessions
from alcove.apps.study.timetable.routes import register_timetable
from alcove.apps.study.today import register_today
from alcove.apps.study.tutor.routes import register_chat
from alcove.apps.study.vault.routes import register_vault
from alcove.foundation.deps import Deps
from alcove.foundation.web import Api


def build_apis() -> Sequence[Api]:
    """Return two APIs without endpoints: one for the server's address, and one for STUDY_PORT."""
    return [
        Api(
            name="study",
            title="Study: accounts and data of study programs",
            render_error=render_native_error,
            error_body=NativeErrorBody,
            csp_report_path=CSP_REPORT_URI,
        )
        for _ in range(2)
    ]


def register_endpoints(apis: Sequence[Api], deps: Deps, *, ai_parts: AiParts, callers: CallerIdentifier) -> None:
    """Declare the endpoints of all features."""
    register_account_data(apis, deps, callers=callers)
    register_provider_list(apis, lambda: ai_parts.providers, callers=callers)
    register_chat(apis, ai_parts, callers=callers)
    register_insights(apis, ai_parts, callers=callers)
    register_answers(apis, lambda: ai_parts.answers, callers=callers)
    for register in _REGISTER:
        register(apis, deps, callers=callers)


_REGISTER = (
    register_chats,
    register_materials,
    register_profiles,
    register_planner,
    register_study_sessions,
    register_calendar,
    register_calendar_files,
    register_recurring_tasks,
    register_timetable,
    register_card_decks,
    register_cards,
    register_quizzes,
    register_exams,
    register_generation,
    register_vault,
    register_notifications,
    register_machine_clients,
    register_alerts,
    register_analytics,
    register_achievements,
    register_exports,
    register_today,
)
