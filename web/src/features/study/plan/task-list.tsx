/** All open tasks by when they are due, with a field for a new one. */
import { type FormEvent, useState } from "react";
import styles from "@/features/study/components/study.module.css";
import { useSubjectName } from "@/features/study/components/subjects";
import { describeDue } from "@/features/study/due/panels";
import { dayOf } from "@/features/study/plan/days";
import { groupTasks, isOpen, type Task } from "@/features/study/plan/items";
import { useDoneTasks, useOpenTasks, useSaveTask, useToggleTask } from "@/features/study/plan/queries";
import { Button } from "@/shared/components/button";
import { ErrorAlert, Skeleton } from "@/shared/components/feedback";
import { Checkbox, Switch, TextField } from "@/shared/components/fields";
import { showToast } from "@/shared/components/toast";

export function TaskList({ onOpen }: { onOpen: (task: Task) => void }) {
  const { data, error, refetch } = useOpenTasks();
  const groups = groupTasks(data?.tasks ?? [], dayOf(new Date()));
  return (
    <div className={styles.stack}>
      <QuickTask />
      <ErrorAlert error={error} onRetry={refetch} />
      {!data && !error && <Skeleton />}
      {data && groups.length === 0 && <p className={styles.note}>No open tasks. Write one above.</p>}
      {groups.map(({ name, tasks }) => (
        <section key={name} className={styles.panel} aria-label={name}>
          <h2>{name}</h2>
          <ul className={styles.list}>
            {tasks.map((task) => (
              <TaskRow key={task.id} task={task} isLate={name === "Overdue"} onOpen={onOpen} />
            ))}
          </ul>
        </section>
      ))}
      <DoneTasks onOpen={onOpen} />
      {data && data.total > data.tasks.length && (
        <p className={styles.note}>
          The first {data.tasks.length} of {data.total} tasks.
        </p>
      )}
    </div>
  );
}

/** Tasks that are done or cancelled, which are read when they are wanted. */
function DoneTasks({ onOpen }: { onOpen: (task: Task) => void }) {
  const [isShown, setShown] = useState(false);
  const { data, error, refetch } = useDoneTasks(isShown);
  return (
    <>
      <Switch isSelected={isShown} onChange={setShown}>
        Show completed tasks
      </Switch>
      {isShown && <ErrorAlert error={error} onRetry={refetch} />}
      {isShown && !data && !error && <Skeleton rows={2} />}
      {isShown && data && data.tasks.length === 0 && <p className={styles.note}>No task is completed.</p>}
      {isShown && data && data.tasks.length > 0 && (
        <section className={styles.panel} aria-label="Completed">
          <h2>Completed</h2>
          <ul className={styles.list}>
            {data.tasks.map((task) => (
              <TaskRow key={task.id} task={task} isLate={false} onOpen={onOpen} />
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

/** A new task from its title alone. */
function QuickTask() {
  const [title, setTitle] = useState("");
  const save = useSaveTask(() => setTitle(""));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (title.trim() && !save.isPending) save.mutate({ id: null, fields: { title: title.trim() }, rule: undefined });
  };
  return (
    <form className={styles.quick} onSubmit={submit}>
      <TextField label="Add a task" value={title} onChange={setTitle} placeholder="Read chapter 4" />
      <Button type="submit" isPending={save.isPending}>
        Add
      </Button>
      <ErrorAlert error={save.error} />
    </form>
  );
}

type TaskRowProps = { task: Task; isLate: boolean; onOpen: (task: Task) => void };

function TaskRow({ task, isLate, onOpen }: TaskRowProps) {
  const subjectName = useSubjectName();
  const toggle = useToggleTask();
  const isDone = !isOpen(task);
  const complete = () =>
    toggle.mutate(task, {
      onSuccess: (changed) =>
        showToast({
          message: isDone ? `Open again: ${task.title}` : `Completed: ${task.title}`,
          action: { label: "Undo", run: () => toggle.mutate(changed) },
        }),
    });
  const details = [
    task.due_date && describeDue(task.due_date, dayOf(new Date())),
    subjectName(task.subject_id),
    task.priority !== "medium" && task.priority && `${task.priority} priority`,
  ].filter(Boolean);
  return (
    <li>
      <Checkbox
        aria-label={isDone ? `Reopen ${task.title}` : `Complete ${task.title}`}
        isSelected={isDone}
        onChange={complete}
      >
        {""}
      </Checkbox>
      <span className={styles.main}>
        <button type="button" className={styles.text} onClick={() => onOpen(task)}>
          {task.title}
        </button>
        {details.length > 0 && (
          <span className={`${styles.note} ${isLate ? styles.late : ""}`}>{details.join(" · ")}</span>
        )}
      </span>
    </li>
  );
}
