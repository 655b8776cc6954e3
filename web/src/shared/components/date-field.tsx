/** Fields for days and for times, as ISO texts. */
import { type CalendarDate, parseDate, parseTime, type Time } from "@internationalized/date";
import { Button } from "react-aria-components/Button";
import { Calendar, CalendarCell, CalendarGrid } from "react-aria-components/Calendar";
import { DateInput, DateSegment } from "react-aria-components/DateField";
import { DatePicker } from "react-aria-components/DatePicker";
import { Dialog } from "react-aria-components/Dialog";
import { FieldError } from "react-aria-components/FieldError";
import { Group } from "react-aria-components/Group";
import { Heading } from "react-aria-components/Heading";
import { I18nProvider } from "react-aria-components/I18nProvider";
import { Label } from "react-aria-components/Label";
import { Popover } from "react-aria-components/Popover";
import { TimeField as AriaTimeField } from "react-aria-components/TimeField";
import styles from "@/shared/components/date-field.module.css";
import fieldStyles from "@/shared/components/field.module.css";

type DayFieldProps = {
  label: string;
  /** A day as YYYY-MM-DD, or "". */
  value: string;
  onChange: (value: string) => void;
  error?: string | undefined;
};

/** A field for a day, with a calendar. The week starts on Monday. */
export function DayField({ label, value, onChange, error }: DayFieldProps) {
  return (
    <I18nProvider locale="en-GB">
      <DatePicker<CalendarDate>
        value={parseOrNull(parseDate, value)}
        onChange={(day) => onChange(day?.toString() ?? "")}
        isInvalid={error !== undefined}
        className={fieldStyles.field}
      >
        <Label>{label}</Label>
        <Group className={fieldStyles.group}>
          <DateInput className={styles.input}>
            {(segment) => <DateSegment segment={segment} className={styles.segment} />}
          </DateInput>
          <Button aria-label="Show the calendar">▾</Button>
        </Group>
        <FieldError className={fieldStyles.error}>{error}</FieldError>
        <Popover className={fieldStyles.popover} offset={4}>
          <Dialog className={styles.dialog}>
            <MonthGrid />
          </Dialog>
        </Popover>
      </DatePicker>
    </I18nProvider>
  );
}

function MonthGrid() {
  return (
    <Calendar firstDayOfWeek="mon">
      <header className={styles.month}>
        <Button slot="previous" aria-label="Previous month">
          ‹
        </Button>
        <Heading level={3} />
        <Button slot="next" aria-label="Next month">
          ›
        </Button>
      </header>
      <CalendarGrid>{(day) => <CalendarCell date={day} className={styles.day} />}</CalendarGrid>
    </Calendar>
  );
}

type TimeFieldProps = {
  label: string;
  /** A time as HH:MM, or "". */
  value: string;
  onChange: (value: string) => void;
  error?: string | undefined;
};

/** A field for a time of day, with 24 hours. */
export function TimeField({ label, value, onChange, error }: TimeFieldProps) {
  return (
    <I18nProvider locale="en-GB">
      <AriaTimeField<Time>
        value={parseOrNull(parseTime, value)}
        onChange={(time) => onChange(time?.toString().slice(0, 5) ?? "")}
        hourCycle={24}
        isInvalid={error !== undefined}
        className={fieldStyles.field}
      >
        <Label>{label}</Label>
        <Group className={fieldStyles.group}>
          <DateInput className={styles.input}>
            {(segment) => <DateSegment segment={segment} className={styles.segment} />}
          </DateInput>
        </Group>
        <FieldError className={fieldStyles.error}>{error}</FieldError>
      </AriaTimeField>
    </I18nProvider>
  );
}

function parseOrNull<T>(parse: (text: string) => T, text: string): T | null {
  try {
    return text ? parse(text) : null;
  } catch {
    return null;
  }
}
