/** All open tasks by when they are due, with a field for a new one. */
import { type FormEvent, useState } from "react";
import styles from "@/features/study/components/study.module.css";
import { useSubjectName } from "@/features/study/components/subjects";
import { describeDue } from "@/features/study/due/panels";
import { dayOf } from "@/features/study/plan/days";
import { groupTasks, type Task } from "@/features/study/plan/items";
import { useOpenTasks, useSaveTask, useToggleTask } from "@/features/study/plan/queries";
import { Button } from "@/shared/components/button";
import { ErrorAlert, Skeleton } from "@/shared/components/feedback";
import { Checkbox, TextField } from "@/shared/components/fields";
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
      {data && data.total > data.tasks.length && (
        <p className={styles.note}>
          The first {data.tasks.length} of {data.total} tasks.
        </p>
      )}
    </div>
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
  const complete = () =>
    toggle.mutate(task, {
      onSuccess: () =>
        showToast({
          message: `Completed: ${task.title}`,
          action: { label: "Undo", run: () => toggle.mutate({ ...task, status: "completed" }) },
        }),
    });
  const details = [
    task.due_date && describeDue(task.due_date, dayOf(new Date())),
    subjectName(task.subject_id),
    task.priority !== "medium" && task.priority && `${task.priority} priority`,
  ].filter(Boolean);
  return (
    <li>
      <Checkbox aria-label={`Complete ${task.title}`} isSelected={false} onChange={complete}>
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
