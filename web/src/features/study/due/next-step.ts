/** What is due in words, and the next step that follows from it. */
import type { Schemas } from "@/features/study/api";
import { dayOf, describeDay, timeOf } from "@/features/study/plan/days";
import type { Exam } from "@/features/study/plan/items";
import { pluralize } from "@/shared/format";

export type Today = Schemas["TodayBody"];
export type Step = { label: string; to: string; search?: object };

export const countCards = ({ learning, review, new: fresh }: Schemas["DueCounts"]) => learning + review + fresh;

export const isEmpty = (today: Today): boolean =>
  today.tasks.open + countCards(today.cards) + today.events.length + today.goals.length + today.streak.longest === 0 &&
  today.session === null;

/** Return the next step: the session that waits, the cards, a task, or a new session. */
export function findNextStep(today: Today): Step {
  const status = today.session?.status;
  if (status === "active" || status === "paused") return { label: "Continue the session", to: "/study/focus" };
  const cards = countCards(today.cards);
  if (cards > 0) return { label: `Review ${pluralize(cards, "card")}`, to: "/study/cards", search: { review: "all" } };
  const [task] = today.tasks.items;
  if (task)
    return { label: `Open the task “${task.title}”`, to: "/study/plan", search: { view: "tasks", task: task.id } };
  if (isEmpty(today)) return { label: "New task", to: "/study/plan", search: { view: "tasks", new: "task" } };
  return { label: "Start focus", to: "/study/focus" };
}

/** Return what comes next: the event of today that has not begun, a planned session, or the next exam. */
export function describeNext(today: Today, exam: Exam | undefined, now: Date): string | null {
  const event = today.events.find(({ starts_at }) => starts_at && new Date(starts_at) > now);
  if (event?.starts_at) return `${event.title}, today ${timeOf(event.starts_at)}`;
  const session = today.session?.status === "planned" ? today.session : null;
  if (session?.start_time) {
    return `${session.title}, ${describeDay(dayOf(session.start_time), today.today)} ${timeOf(session.start_time)}`;
  }
  if (!exam?.exam_date) return null;
  const time = exam.exam_time ? ` ${exam.exam_time.slice(0, 5)}` : "";
  return `Exam: ${exam.title}, ${describeDay(exam.exam_date, today.today)}${time}`;
}
