import { describe, expect, it } from "vitest";
import {
  addDays,
  addMonths,
  dayOf,
  describeDay,
  isDay,
  monthGrid,
  moveInstant,
  startOfWeek,
  timeOf,
  toInstant,
} from "@/features/study/plan/days";
import { eventItem, groupByDay, groupTasks, type Task, taskItem } from "@/features/study/plan/items";
import { buildRule, describeRule, readRule } from "@/features/study/plan/recurrence";

const task = (title: string, due: string | null, status = "todo") =>
  ({ id: title, title, due_date: due, status }) as unknown as Task;

describe("days", () => {
  it("are added over months, leap years and clock changes", () => {
    expect(addDays("2028-02-28", 1)).toBe("2028-02-29");
    expect(addDays("2026-03-28", 2)).toBe("2026-03-30");
    expect(addMonths("2026-01-31", 1)).toBe("2026-02-28");
    expect(addMonths("2026-01-15", -1)).toBe("2025-12-15");
    expect(isDay("2026-02-29")).toBe(false);
    expect(isDay("2026-2-9")).toBe(false);
  });

  it("make weeks from Monday, and months of whole weeks", () => {
    expect(startOfWeek("2026-11-29")).toBe("2026-11-23");
    const weeks = monthGrid("2026-11-29");
    expect(weeks).toHaveLength(6);
    expect([weeks[0]?.[0], weeks[5]?.[6]]).toEqual(["2026-10-26", "2026-12-06"]);
    expect(monthGrid("2027-02-10")).toHaveLength(4);
  });

  it("keep the local time when an instant is moved", () => {
    const moved = moveInstant(toInstant("2026-11-29", "09:30"), "2027-06-01");
    expect([dayOf(moved), timeOf(moved)]).toEqual(["2027-06-01", "09:30"]);
    expect(describeDay("2026-11-30", "2026-11-29")).toBe("Tomorrow");
  });
});

describe("items", () => {
  it("are on all days of an event, by time, with tasks that are done at the end", () => {
    const trip = eventItem({ id: "1", title: "Trip", event_date: "2026-11-28", end_date: "2026-11-30" } as never);
    const items = [
      taskItem(task("Late", toInstant("2026-11-29", "18:00"))),
      taskItem(task("Done", toInstant("2026-11-29", "08:00"), "completed")),
      taskItem(task("Any time", toInstant("2026-11-29", "23:59"))),
      taskItem(task("No date", null)),
      trip,
    ].filter((item) => item !== null);
    const groups = groupByDay(items, ["2026-11-29", "2026-11-30", "2026-12-01"]);
    expect(groups.get("2026-11-29")?.map(({ title }) => title)).toEqual(["Any time", "Trip", "Late", "Done"]);
    expect(groups.get("2026-11-30")?.map(({ title }) => title)).toEqual(["Trip"]);
    expect(groups.get("2026-12-01")).toEqual([]);
  });

  it("are grouped by when tasks are due", () => {
    const tasks = [
      task("a", null),
      task("b", toInstant("2026-11-01", "10:00")),
      task("c", toInstant("2026-12-02", "10:00")),
    ];
    expect(groupTasks(tasks, "2026-11-29").map(({ name }) => name)).toEqual(["Overdue", "Next 7 days", "No date"]);
  });
});

describe("rules", () => {
  it("are written and read, whichever program wrote them", () => {
    expect(buildRule("weekly", "2026-12-31")).toBe("FREQ=WEEKLY;UNTIL=20261231T235959Z");
    expect(readRule("FREQ=WEEKLY;UNTIL=20261231T235959Z", "2026-11-30")).toEqual({
      frequency: "weekly",
      until: "2026-12-31",
    });
    expect(readRule("RRULE:FREQ=WEEKLY;INTERVAL=1;BYDAY=MO", "2026-11-30").frequency).toBe("weekly");
    expect(readRule("FREQ=WEEKLY;BYDAY=TU", "2026-11-30").frequency).toBe("other");
    expect(readRule("weekly", "2026-11-30").frequency).toBe("weekly");
    expect(buildRule("", null)).toBeNull();
    expect(describeRule("FREQ=DAILY", "2026-11-30")).toBe("Every day");
  });
});
