/** Tasks, events, classes, exams and goals: how they are read and changed. */
import { useQueries } from "@tanstack/react-query";
import { take, useAction } from "@/features/study/actions";
import { $api, api, type Schemas } from "@/features/study/api";
import { addDays, type Day, moveInstant, toInstant } from "@/features/study/plan/days";
import {
  type CalendarEvent,
  eventItem,
  examItem,
  isOpen,
  lessonItem,
  type PlanItem,
  type Task,
  taskItem,
} from "@/features/study/plan/items";

export type TaskChange = Partial<Schemas["TaskFields"]>;
export type EventChange = Partial<Schemas["EventFields"]>;
export type Scope = "this" | "following" | "all";

const CALENDAR = ["/api/tasks", "/api/calendar", "/api/timetable", "/api/exams"] as const;
const OPEN = "todo,in_progress,pending,on_hold";
const LIMIT = 100;

export const useToday = () => $api.useQuery("get", "/api/study/today");

export const useOpenTasks = () =>
  $api.useQuery("get", "/api/tasks", { params: { query: { status: OPEN, sort: "due_date", limit: LIMIT } } });

export const useDoneTasks = (isShown: boolean) =>
  $api.useQuery(
    "get",
    "/api/tasks",
    { params: { query: { status: "completed,cancelled", sort: "-completed_at", limit: LIMIT } } },
    { enabled: isShown },
  );

export const useGoals = () =>
  $api.useQuery("get", "/api/goals", { params: { query: { sort: "deadline", limit: LIMIT } } });

/** Return what is on these days; the error is the first one. */
export function usePlanItems(first: Day, last: Day) {
  const [from, to] = [addDays(first, -1), addDays(last, 1)];
  const weeks = Array.from({ length: Math.ceil((1 + daysIn(first, last)) / 7) }, (_, week) => addDays(first, 7 * week));
  const tasks = $api.useQuery("get", "/api/tasks", {
    params: {
      query: { due_from: toInstant(first, "00:00"), due_before: toInstant(addDays(last, 1), "00:00"), limit: LIMIT },
    },
  });
  const events = $api.useQuery("get", "/api/calendar", { params: { query: { from, to, limit: 500 } } });
  const exams = $api.useQuery("get", "/api/exams", {
    params: { query: { date_from: first, date_until: last, limit: LIMIT } },
  });
  const classes = useQueries({
    queries: weeks.map((date) => $api.queryOptions("get", "/api/timetable/classes", { params: { query: { date } } })),
  });
  const items = [
    ...(tasks.data?.tasks.map(taskItem) ?? []),
    ...(events.data?.events.map(eventItem) ?? []),
    ...(exams.data?.exams.map(examItem) ?? []),
    ...classes.flatMap(({ data }) => data?.classes.map(lessonItem) ?? []),
  ].filter((item): item is PlanItem => item !== null);
  const queries = [tasks, events, exams, ...classes];
  return {
    items,
    isLoading: queries.some(({ isPending }) => isPending),
    error: queries.find(({ error }) => error)?.error ?? null,
    refetch: () => void Promise.all(queries.map(({ refetch }) => refetch())),
  };
}

const daysIn = (first: Day, last: Day) => Math.round((Date.parse(last) - Date.parse(first)) / 86_400_000);

export type SavedTask = { id: string | null; fields: TaskChange; rule: string | null | undefined };

/** Add or change a task; `rule` is its recurrence, null for none, undefined to keep it. */
async function saveTask({ id, fields, rule }: SavedTask): Promise<Task> {
  const task = id
    ? await take(api.PATCH("/api/tasks/{id}", { params: { path: { id } }, body: fields }))
    : await take(api.POST("/api/tasks", { body: fields }));
  const params = { path: { id: task.id } };
  if (rule) await api.PUT("/api/tasks/{id}/recurrence", { params, body: { rule, time_zone: ownZone() } });
  else if (rule === null && id) await api.DELETE("/api/tasks/{id}/recurrence", { params });
  return task;
}

/** Return the time zone of this browser. */
export const ownZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

export const useSaveTask = (onDone?: (task: Task) => void) =>
  useAction(saveTask, { changes: CALENDAR, showsError: true, ...(onDone && { onDone }) });

export const useToggleTask = () =>
  useAction(
    (task: Pick<Task, "id" | "status">) =>
      take(
        api.PATCH("/api/tasks/{id}", {
          params: { path: { id: task.id } },
          body: { status: isOpen(task as Task) ? "completed" : "todo" },
        }),
      ),
    { changes: CALENDAR },
  );

export const useDeleteTask = (onDone?: () => void) =>
  useAction((id: string) => take(api.DELETE("/api/tasks/{id}", { params: { path: { id } } })), {
    changes: CALENDAR,
    ...(onDone && { onDone }),
  });

export type SavedEvent = { id: string | null; fields: EventChange; scope: Scope; date: Day | null };

/** Return the parameters that choose occurrences of a series. */
const chooseOccurrences = (scope: Scope, date: Day | null) =>
  date && scope !== "all" ? { date, scope } : date ? { date } : {};

const saveEvent = ({ id, fields, scope, date }: SavedEvent): Promise<CalendarEvent> =>
  take(
    id
      ? api.PATCH("/api/calendar/{id}", {
          params: { path: { id }, query: chooseOccurrences(scope, date) },
          body: fields,
        })
      : api.POST("/api/calendar", { body: fields }),
  );

export const useSaveEvent = (onDone?: (event: CalendarEvent) => void) =>
  useAction(saveEvent, { changes: CALENDAR, showsError: true, ...(onDone && { onDone }) });

export const useDeleteEvent = (onDone?: () => void) =>
  useAction(
    ({ id, scope, date }: { id: string; scope: Scope; date: Day | null }) =>
      take(
        api.DELETE("/api/calendar/{id}", {
          params: { path: { id }, query: date && scope !== "all" ? { date, scope } : {} },
        }),
      ),
    { changes: CALENDAR, ...(onDone && { onDone }) },
  );

export type Move = { item: PlanItem; day: Day };

/** Move an item to another day at the same time; of a series only this occurrence. Return the id of the row. */
async function moveItem({ item, day }: Move): Promise<string> {
  const params = { path: { id: item.row.id } };
  switch (item.kind) {
    case "task": {
      const due_date = moveInstant(item.row.due_date ?? toInstant(item.day, "23:59"), day);
      return (await take(api.PATCH("/api/tasks/{id}", { params, body: { due_date } }))).id;
    }
    case "exam":
      return (await take(api.PATCH("/api/exams/{id}", { params, body: { exam_date: day } }))).id;
    case "event": {
      const query = item.row.recurring ? { date: item.row.original_date ?? item.row.event_date, scope: "this" } : {};
      const length = item.row.end_date ? daysIn(item.row.event_date, item.row.end_date) : null;
      const body = { event_date: day, ...(length !== null && { end_date: addDays(day, length) }) };
      return (await take(api.PATCH("/api/calendar/{id}", { params: { ...params, query }, body }))).id;
    }
    case "class":
      return item.row.id;
  }
}

export const useMoveItem = (onDone: (id: string, move: Move) => void) =>
  useAction(moveItem, { changes: CALENDAR, onDone });
