/** The panels of what is due. */
import type { Schemas } from "@/features/study/api";
import styles from "@/features/study/components/study.module.css";
import { formatMinutes } from "@/features/study/focus/timer";
import { type Day, dayOf, describeDay, timeOf } from "@/features/study/plan/days";
import { END_OF_DAY } from "@/features/study/plan/items";
import { useToggleTask } from "@/features/study/plan/queries";
import { Checkbox } from "@/shared/components/fields";
import { Link } from "@/shared/components/link";
import { ProgressBar } from "@/shared/components/progress-bar";
import { showToast } from "@/shared/components/toast";
import { pluralize } from "@/shared/format";

type Today = Schemas["TodayBody"];
type DueTask = Schemas["DueTask"];

export function TaskPanel({ today }: { today: Today }) {
  const toggle = useToggleTask();
  const complete = (task: DueTask) =>
    toggle.mutate(
      { id: task.id, status: "todo" },
      {
        onSuccess: () =>
          showToast({
            message: `Completed: ${task.title}`,
            action: { label: "Undo", run: () => toggle.mutate({ id: task.id, status: "completed" }) },
          }),
      },
    );
  const { items, total, open } = today.tasks;
  return (
    <section className={styles.panel} aria-labelledby="due-tasks">
      <h2 id="due-tasks">Tasks</h2>
      {items.length === 0 && <p className={styles.note}>No task is due today.</p>}
      <ul className={styles.list}>
        {items.map((task) => (
          <li key={task.id}>
            <Checkbox
              aria-label={`Complete ${task.title}`}
              isSelected={false}
              isDisabled={toggle.isPending}
              onChange={() => complete(task)}
            >
              {""}
            </Checkbox>
            <span className={styles.main}>
              <Link to="/study/plan" search={{ task: task.id }}>
                {task.title}
              </Link>
              <span className={`${styles.note} ${task.is_overdue ? styles.late : ""}`}>
                {describeDue(task.due_date, today.today)}
                {task.subject && ` · ${task.subject}`}
              </span>
            </span>
          </li>
        ))}
      </ul>
      <Link to="/study/plan" search={{ view: "tasks" }}>
        {total > items.length ? `All ${total} due tasks` : `Open tasks (${open})`}
      </Link>
    </section>
  );
}

/** Return when something is due, such as "Today 18:00". */
export function describeDue(due: string, today: Day): string {
  const time = timeOf(due);
  return `${describeDay(dayOf(due), today)}${time === END_OF_DAY ? "" : ` ${time}`}`;
}

const EVENT_KINDS: Record<string, string> = { class: "Class", exam: "Exam", event: "Event" };

export function EventPanel({ today }: { today: Today }) {
  return (
    <section className={styles.panel} aria-labelledby="due-events">
      <h2 id="due-events">Calendar</h2>
      {today.events.length === 0 && <p className={styles.note}>Nothing is in the calendar today.</p>}
      <ul className={styles.list}>
        {today.events.map((event) => (
          <li key={`${event.kind} ${event.id}`}>
            <span className={styles.main}>
              <Link to="/study/plan" search={{ day: today.today, ...(event.kind === "event" && { event: event.id }) }}>
                {event.title}
              </Link>
              <span className={styles.note}>
                {event.starts_at ? timeOf(event.starts_at) : "All day"}
                {event.ends_at && `–${timeOf(event.ends_at)}`}
                {event.location && ` · ${event.location}`}
              </span>
            </span>
            <span className={styles.badge}>{EVENT_KINDS[event.kind] ?? "Event"}</span>
          </li>
        ))}
      </ul>
      <Link to="/study/plan">Open the calendar</Link>
    </section>
  );
}

export function GoalPanel({ goals }: { goals: Today["goals"] }) {
  if (goals.length === 0) return null;
  return (
    <section className={styles.panel} aria-labelledby="due-goals">
      <h2 id="due-goals">Goals</h2>
      {goals.map((goal) => (
        <div key={goal.id}>
          <p>
            <strong>{goal.title}</strong>{" "}
            <span className={styles.note}>
              {goal.current_value} of {goal.target_value} {goal.unit === "custom" ? "" : goal.unit}
            </span>
          </p>
          <ProgressBar label={goal.title} done={goal.progress} total={100} />
        </div>
      ))}
      <Link to="/study/plan" search={{ view: "goals" }}>
        All goals
      </Link>
    </section>
  );
}

export function StreakPanel({ today }: { today: Today }) {
  const { current, longest } = today.streak;
  return (
    <section className={styles.panel} aria-labelledby="due-streak">
      <h2 id="due-streak">Streak</h2>
      <p>
        <span className={styles.big}>{current}</span> {current === 1 ? "day" : "days"} in a row
      </p>
      <p className={styles.note}>
        {formatMinutes(today.minutes)} studied today · longest streak {pluralize(longest, "day")}
      </p>
      <Link to="/study/focus">Start focus</Link>
    </section>
  );
}
