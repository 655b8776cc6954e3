/** What a calendar shows: events, classes, exams and tasks, as items on days. */
import type { Schemas } from "@/features/study/api";
import { addDays, type Day, dayOf, timeOf } from "@/features/study/plan/days";

export type Task = Schemas["TaskBody"];
export type CalendarEvent = Schemas["CalendarEventBody"];
export type Lesson = Schemas["LessonBody"];
export type Exam = Schemas["ExamBody"];

/** An item on its first day; `last` is another day only for events over several days. `time` is null for whole days. */
export type PlanItem = {
  key: string;
  title: string;
  day: Day;
  last: Day;
  time: string | null;
  end: string | null;
  isDone: boolean;
} & (
  | { kind: "task"; row: Task }
  | { kind: "event"; row: CalendarEvent }
  | { kind: "class"; row: Lesson }
  | { kind: "exam"; row: Exam }
);

/** The time of tasks that are due on a day without a time. */
export const END_OF_DAY = "23:59";

export const KIND_NAMES: Record<PlanItem["kind"], string> = {
  task: "Task",
  event: "Event",
  class: "Class",
  exam: "Exam",
};

/** Classes follow from the timetable, so they cannot be moved one by one. */
export const isMovable = (item: PlanItem): boolean => item.kind !== "class";

export const isOpen = (task: Task): boolean => task.status !== "completed" && task.status !== "cancelled";

export function taskItem(task: Task): PlanItem | null {
  if (!task.due_date) return null;
  const [day, time] = [dayOf(task.due_date), timeOf(task.due_date)];
  return {
    kind: "task",
    row: task,
    key: `task ${task.id}`,
    title: task.title,
    day,
    last: day,
    time: time === END_OF_DAY ? null : time,
    end: null,
    isDone: !isOpen(task),
  };
}

export function eventItem(event: CalendarEvent): PlanItem {
  const base = {
    kind: "event" as const,
    row: event,
    title: event.title,
    isDone: event.completed,
    key: `event ${event.id} ${event.original_date ?? ""} ${event.event_date}`,
  };
  if (!event.starts_at) {
    return { ...base, day: event.event_date, last: event.end_date ?? event.event_date, time: null, end: null };
  }
  const day = dayOf(event.starts_at);
  const last = event.ends_at ? dayOf(event.ends_at) : day;
  return { ...base, day, last, time: timeOf(event.starts_at), end: event.ends_at ? timeOf(event.ends_at) : null };
}

export function lessonItem(lesson: Lesson): PlanItem {
  const day = dayOf(lesson.starts_at);
  return {
    kind: "class",
    row: lesson,
    key: `class ${lesson.id} ${lesson.date}`,
    title: lesson.title,
    day,
    last: day,
    time: timeOf(lesson.starts_at),
    end: timeOf(lesson.ends_at),
    isDone: false,
  };
}

export function examItem(exam: Exam): PlanItem | null {
  if (!exam.exam_date) return null;
  return {
    kind: "exam",
    row: exam,
    key: `exam ${exam.id}`,
    title: exam.title,
    day: exam.exam_date,
    last: exam.exam_date,
    time: exam.exam_time?.slice(0, 5) ?? null,
    end: null,
    isDone: exam.status === "completed",
  };
}

/** Return the items of each of these days: whole days first, then by time; tasks that are done come last. */
export function groupByDay(items: readonly PlanItem[], days: readonly Day[]): Map<Day, PlanItem[]> {
  const groups = new Map<Day, PlanItem[]>(days.map((day) => [day, []]));
  for (const item of items) {
    for (let day = item.day; day <= item.last; day = addDays(day, 1)) groups.get(day)?.push(item);
  }
  for (const group of groups.values()) group.sort(compareItems);
  return groups;
}

const compareItems = (one: PlanItem, other: PlanItem): number =>
  Number(one.isDone) - Number(other.isDone) ||
  (one.time ?? "").localeCompare(other.time ?? "") ||
  one.title.localeCompare(other.title);

export type TaskGroup = { name: string; tasks: Task[] };

/** Return open tasks by when they are due, as a list shows them; groups without a task are left out. */
export function groupTasks(tasks: readonly Task[], today: Day): TaskGroup[] {
  const names = ["Overdue", "Today", "Next 7 days", "Later", "No date"] as const;
  const groups = new Map<string, Task[]>(names.map((name) => [name, []]));
  const weekEnd = addDays(today, 7);
  const choose = (task: Task): (typeof names)[number] => {
    if (!task.due_date) return "No date";
    const day = dayOf(task.due_date);
    if (day < today) return "Overdue";
    if (day === today) return "Today";
    return day <= weekEnd ? "Next 7 days" : "Later";
  };
  for (const task of tasks) groups.get(choose(task))?.push(task);
  for (const group of groups.values())
    group.sort((one, other) => (one.due_date ?? "").localeCompare(other.due_date ?? ""));
  return names.map((name) => ({ name, tasks: groups.get(name) ?? [] })).filter(({ tasks: found }) => found.length > 0);
}
