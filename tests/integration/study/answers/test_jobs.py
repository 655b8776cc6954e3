"""The job of the worker: it ends abandoned answers and removes old ones."""

import uuid

from alcove.apps.study.answers.jobs import DAYS, build_tasks, clean_up_answers
from alcove.apps.study.answers.model import AnswerState
from alcove.foundation.database import Pool
from alcove.foundation.jobs import JobRun
from integration.study.answers.answer_processes import AnswerProcess, Script, read_all

RUN = JobRun(job_id=1, attempt=1, stop_reason=lambda: None)

ADD = """
INSERT INTO study.answers (id, user_id, question, content, state, owner, created_at, ended_at)
SELECT 'req_1_' || n, $1, 'q', 'a', 'complete', gen_random_uuid(), now() - $2 * interval '1 day',
       now() - $2 * interval '1 day'
FROM generate_series(1, 1200) AS n
"""


async def test_old_answers_are_removed(first: AnswerProcess, pool: Pool, learner: uuid.UUID) -> None:
    """All that ended long ago, in batches; recent and running ones stay."""
    await pool.execute(ADD, learner, DAYS + 1)
    await pool.execute("UPDATE study.answers SET ended_at = now() WHERE id = 'req_1_7'")
    running, _reader = await first.ask(Script().say("x"), learner)
    await clean_up_answers(RUN, {}, pool=pool)
    kept = await pool.fetch("SELECT id FROM study.answers")
    assert {row["id"] for row in kept} == {"req_1_7", running}


async def test_abandoned_answers_are_ended(
    first: AnswerProcess, pool: Pool, learner: uuid.UUID, other: uuid.UUID
) -> None:
    """Where no other api process does so, the worker does; a running one is left alone."""
    await pool.execute(ADD, other, 0)
    await pool.execute("UPDATE study.answers SET state = 'running', ended_at = NULL")
    script = Script().say("x")
    _, reader = await first.ask(script, learner)
    await clean_up_answers(RUN, {}, pool=pool, recovery=0)
    states = await pool.fetch("SELECT state, count(*) AS count FROM study.answers GROUP BY state")
    assert {row["state"]: row["count"] for row in states} == {"incomplete": 1200, "running": 1}
    script.finish()
    assert (await read_all(reader))[1].state is AnswerState.COMPLETE
    assert [task.name for task in build_tasks(first.deps)] == ["study.clean_up_answers"]
