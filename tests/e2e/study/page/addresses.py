"""The addresses of the pages of study with their headings, and earlier addresses."""

from support.http_client import blocking_http_client
from support.processes import AlcoveProcess

REDIRECTS = {"/tasks": "/study/plan?view=tasks", "/calendar": "/study/plan", "/study-timer": "/study/focus"}
CHAT = "Opened by its address"


def make_chat(server: AlcoveProcess) -> str:
    """Make a chat and return the path of its page."""
    with blocking_http_client(f"http://127.0.0.1:{server.port}", headers={"X-Alcove-Page": "1"}) as client:
        answer = client.post("/api/ai/chats", json={"title": CHAT}).raise_for_status()
        return f"/study/tutor/{answer.json()['id']}"


def list_headings(server: AlcoveProcess) -> dict[str, str]:
    """Return the heading of each page by its path."""
    return {
        "/study": "Study",
        "/study/plan": "Plan",
        "/study/focus": "Focus",
        "/study/materials": "Materials",
        "/study/cards": "Cards",
        "/study/quiz": "Quizzes and exams",
        "/study/tutor": "Tutor",
        make_chat(server): CHAT,
        "/study/rooms": "Rooms",
        "/study/analytics": "Analytics",
        "/settings/ai": "AI",
    }
