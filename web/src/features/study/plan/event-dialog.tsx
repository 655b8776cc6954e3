import { useState } from "react";
import { fieldErrors } from "@/features/study/actions";
import type { Schemas } from "@/features/study/api";
import { FormDialog, useFields } from "@/features/study/components/form-dialog";
import styles from "@/features/study/components/study.module.css";
import { findOrAddSubject, SubjectField, useSubjectName } from "@/features/study/components/subjects";
import type { Day } from "@/features/study/plan/days";
import type { CalendarEvent } from "@/features/study/plan/items";
import { ownZone, type Scope, useDeleteEvent, useSaveEvent } from "@/features/study/plan/queries";
import { buildRule, readRule } from "@/features/study/plan/recurrence";
import { FrequencySelect } from "@/features/study/plan/task-dialog";
import { Button } from "@/shared/components/button";
import { DayField, TimeField } from "@/shared/components/date-field";
import { Checkbox, RadioGroup, TextField } from "@/shared/components/fields";
import { Select } from "@/shared/components/select";

const TYPES: readonly { value: Schemas["EventType"]; label: string }[] = [
  { value: "study", label: "Study" },
  { value: "class", label: "Class" },
  { value: "meeting", label: "Meeting" },
  { value: "deadline", label: "Deadline" },
  { value: "reminder", label: "Reminder" },
  { value: "break", label: "Break" },
];

type EventDialogProps = { event: CalendarEvent | null; day: Day; onClose: () => void };

const clock = (time: string | null | undefined): string => time?.slice(0, 5) ?? "";

/** The form of an event; of a series it changes this, the following or all occurrences. */
export function EventDialog({ event, day, onClose }: EventDialogProps) {
  const subjectName = useSubjectName();
  const rule = event?.recurring ? event.recurring_pattern : null;
  const start = readRule(rule, event?.event_date ?? day);
  const { fields, set } = useFields({
    title: event?.title ?? "",
    day: event?.event_date ?? day,
    isAllDay: event ? event.event_time === null : false,
    start: clock(event?.event_time) || "09:00",
    end: event ? clock(event.end_time) : "10:00",
    location: event?.location ?? "",
    type: event?.event_type ?? "study",
    frequency: start.frequency,
    until: start.until ?? "",
  });
  const [subject, setSubject] = useState<string | null>(null);
  const [scope, setScope] = useState<Scope>("this");
  const isSeries = event?.recurring === true;
  const date = isSeries ? (event.original_date ?? event.event_date) : null;
  const save = useSaveEvent(onClose);
  const remove = useDeleteEvent(onClose);
  const changesRule = !isSeries || scope !== "this";
  const submit = async () => {
    const pattern = fields.frequency === "other" ? rule : buildRule(fields.frequency, fields.until || null);
    save.mutate({
      id: event?.id ?? null,
      scope: isSeries ? scope : "all",
      date,
      fields: {
        title: fields.title,
        event_date: fields.day,
        event_time: fields.isAllDay ? null : fields.start,
        end_time: fields.isAllDay ? null : fields.end || null,
        location: fields.location || null,
        event_type: fields.type as Schemas["EventType"],
        ...(changesRule && { recurring_pattern: pattern, recurring: pattern !== null }),
        ...(!event && { time_zone: ownZone() }),
        ...(subject !== null && { subject_id: await findOrAddSubject(subject) }),
      },
    });
  };
  const errors = fieldErrors(save.error);
  const isKnownType = TYPES.some(({ value }) => value === fields.type);
  return (
    <FormDialog
      title={event ? "Event" : "New event"}
      submitLabel={event ? "Save" : "Add event"}
      onSubmit={() => void submit()}
      onClose={onClose}
      isPending={save.isPending}
      error={save.error}
      actions={
        event && (
          <Button
            variant="danger"
            isPending={remove.isPending}
            onPress={() => remove.mutate({ id: event.id, scope: isSeries ? scope : "all", date })}
          >
            Delete
          </Button>
        )
      }
    >
      <TextField label="Title" value={fields.title} onChange={set("title")} error={errors.title} isRequired autoFocus />
      <DayField label="Day" value={fields.day} onChange={set("day")} error={errors.event_date} />
      <Checkbox isSelected={fields.isAllDay} onChange={set("isAllDay")}>
        All day
      </Checkbox>
      {!fields.isAllDay && (
        <div className={styles.row}>
          <TimeField label="From" value={fields.start} onChange={set("start")} error={errors.event_time} />
          <TimeField label="To" value={fields.end} onChange={set("end")} error={errors.end_time} />
        </div>
      )}
      <div className={styles.row}>
        <SubjectField value={subject ?? subjectName(event?.subject_id)} onChange={setSubject} />
        <Select
          label="Type"
          options={isKnownType ? TYPES : [...TYPES, { value: fields.type as Schemas["EventType"], label: fields.type }]}
          value={fields.type as Schemas["EventType"]}
          onChange={set("type")}
        />
      </div>
      <TextField label="Place" value={fields.location} onChange={set("location")} error={errors.location} />
      {isSeries && (
        <RadioGroup
          label="Change or delete"
          value={scope}
          onChange={setScope}
          options={{ this: "This one", following: "This and following", all: "All of them" }}
        />
      )}
      {changesRule && (
        <div className={styles.row}>
          <FrequencySelect value={fields.frequency} onChange={set("frequency")} rule={rule} day={fields.day} />
          {fields.frequency !== "" && (
            <DayField label="Until (optional)" value={fields.until} onChange={set("until")} />
          )}
        </div>
      )}
    </FormDialog>
  );
}
