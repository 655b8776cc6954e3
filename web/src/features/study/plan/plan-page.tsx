/** Tasks, the calendar, goals and the timetable. */
import { useEffect, useState } from "react";
import { type PlanView, planAddress } from "@/features/study/addresses";
import { $api } from "@/features/study/api";
import { exportActions } from "@/features/study/components/export-actions";
import styles from "@/features/study/components/study.module.css";
import { type Day, dayOf } from "@/features/study/plan/days";
import type { CalendarEvent, Exam, PlanItem, Task } from "@/features/study/plan/items";
import { Button } from "@/shared/components/button";
import { ErrorAlert, Skeleton } from "@/shared/components/feedback";
import { lazyPart } from "@/shared/components/lazy-part";
import { Menu, type MenuAction } from "@/shared/components/menu";
import { PageHeader } from "@/shared/components/page-header";
import { Tabs } from "@/shared/components/tabs";

// Forms are loaded when they are opened: those with days are large.
const TaskDialog = lazyPart(() => import("@/features/study/plan/task-dialog"), "TaskDialog");
const EventDialog = lazyPart(() => import("@/features/study/plan/event-dialog"), "EventDialog");
const ExamDialog = lazyPart(() => import("@/features/study/quiz/exams"), "ExamDialog");
const FeedDialog = lazyPart(() => import("@/features/study/plan/calendar-files"), "FeedDialog");
const ImportDialog = lazyPart(() => import("@/features/study/plan/calendar-files"), "ImportDialog");
const Calendar = lazyPart(() => import("@/features/study/plan/calendar"), "Calendar", <Skeleton rows={6} />);
const GoalList = lazyPart(() => import("@/features/study/plan/goals"), "GoalList", <Skeleton rows={3} />);
const TaskList = lazyPart(() => import("@/features/study/plan/task-list"), "TaskList", <Skeleton rows={3} />);
const Timetable = lazyPart(() => import("@/features/study/plan/timetable"), "Timetable", <Skeleton rows={3} />);

type Opened =
  | { kind: "task"; row: Task | null; day: Day }
  | { kind: "event"; row: CalendarEvent | null; day: Day }
  | { kind: "exam"; row: Exam }
  | { kind: "feed" }
  | { kind: "import" };

const EXPORTS: Record<PlanView, readonly MenuAction[]> = {
  week: exportActions("calendar", "the events"),
  month: exportActions("calendar", "the events"),
  tasks: exportActions("tasks", "the tasks"),
  goals: exportActions("goals", "the goals"),
  timetable: exportActions("timetable", "the timetable"),
};

const TABS: readonly { id: PlanView; label: string }[] = [
  { id: "week", label: "Week" },
  { id: "month", label: "Month" },
  { id: "tasks", label: "Tasks" },
  { id: "goals", label: "Goals" },
  { id: "timetable", label: "Timetable" },
];

export function PlanPage() {
  const search = planAddress.useSearch();
  const changeSearch = planAddress.useChangeSearch();
  const today = dayOf(new Date());
  const day = search.day || today;
  const [opened, setOpened] = useState<Opened | null>(null);
  useEffect(() => {
    if (search.new === "task") setOpened({ kind: "task", row: null, day });
  }, [search.new, day]);
  const close = () => {
    setOpened(null);
    if (search.new || search.task) changeSearch({ new: "", task: "" }, { replace: true });
  };
  const open = (item: PlanItem) => {
    if (item.kind === "class") changeSearch({ view: "timetable" });
    else setOpened({ kind: item.kind, row: item.row, day: item.day } as Opened);
  };
  const calendar = (view: "week" | "month") => (
    <Calendar
      view={view}
      day={day}
      marked={search.day ? { day: search.day, event: search.event } : null}
      onChange={(chosen) => changeSearch({ day: chosen === today ? "" : chosen, event: "" })}
      onOpen={open}
      onAdd={(chosen) => setOpened({ kind: "event", row: null, day: chosen })}
    />
  );
  const contents = {
    week: () => calendar("week"),
    month: () => calendar("month"),
    tasks: () => <TaskList onOpen={(task) => setOpened({ kind: "task", row: task, day })} />,
    goals: () => <GoalList />,
    timetable: () => <Timetable />,
  };
  return (
    <div className={styles.stack}>
      <PageHeader
        title="Plan"
        actions={
          <>
            <Button variant="primary" onPress={() => setOpened({ kind: "task", row: null, day })}>
              New task
            </Button>
            <Button onPress={() => setOpened({ kind: "event", row: null, day })}>New event</Button>
            <Menu
              label="Import and export"
              actions={[
                { id: "feed", label: "Calendar feed (ICS)", run: () => setOpened({ kind: "feed" }) },
                { id: "import", label: "Import a calendar", run: () => setOpened({ kind: "import" }) },
                {
                  id: "export",
                  label: "Export the calendar",
                  run: () => window.location.assign("/api/calendar/export"),
                },
                ...EXPORTS[search.view],
              ]}
            />
          </>
        }
      />
      <Tabs
        label="Views"
        selected={search.view}
        onSelect={(view) => changeSearch({ view: view as PlanView })}
        tabs={TABS.map(({ id, label }) => ({ id, label, content: search.view === id ? contents[id]() : null }))}
      />
      {!opened && search.task && <LinkedTask key={search.task} id={search.task} day={day} onClose={close} />}
      {opened?.kind === "task" && <TaskDialog task={opened.row} day={opened.day} onClose={close} />}
      {opened?.kind === "event" && <EventDialog event={opened.row} day={opened.day} onClose={close} />}
      {opened?.kind === "exam" && <ExamDialog exam={opened.row} onClose={close} />}
      {opened?.kind === "feed" && <FeedDialog onClose={close} />}
      {opened?.kind === "import" && <ImportDialog onClose={close} />}
    </div>
  );
}

/** The form of the task that the address names. */
function LinkedTask({ id, day, onClose }: { id: string; day: Day; onClose: () => void }) {
  const { data, error, refetch } = $api.useQuery("get", "/api/tasks/{id}", { params: { path: { id } } });
  if (data) return <TaskDialog task={data} day={day} onClose={onClose} />;
  return <ErrorAlert error={error} onRetry={refetch} />;
}
