import { describe, expect, it } from "vitest";
import { formatClock, formatMinutes, readClock, type Session, tabTitle } from "@/features/study/focus/timer";

const at = (seconds: number) => new Date(Date.UTC(2026, 10, 29, 10, 0, seconds)).toISOString();
const now = Date.parse(at(0));
const session = (fields: Partial<Session>) =>
  ({
    title: "Focus",
    subject: null,
    planned_duration: 25,
    active_seconds: 0,
    running_since: null,
    ...fields,
  }) as Session;

describe("the clock of a session", () => {
  it("counts down from what the server stored, also after a reload", () => {
    const clock = readClock(session({ status: "active", active_seconds: 60, running_since: at(-30) }), now);
    expect(clock).toMatchObject({ phase: "focus", seconds: 25 * 60 - 90, rounds: 0, focused: 90 });
    expect(tabTitle(clock, session({ subject: "Algebra" }))).toBe("23:30 Focus · Algebra");
  });

  it("shows a break after a whole period of focus, and a pause otherwise", () => {
    const rested = session({ status: "paused", active_seconds: 1503, updated_at: at(-60) });
    expect(readClock(rested, now)).toMatchObject({ phase: "break", seconds: 240, rounds: 1 });
    const paused = session({ status: "paused", active_seconds: 700, updated_at: at(-60) });
    expect(readClock(paused, now)).toMatchObject({ phase: "paused", seconds: 800, rounds: 0 });
  });

  it("counts up without a length", () => {
    const open = session({ status: "active", planned_duration: null, running_since: at(-4000) });
    expect(readClock(open, now)).toMatchObject({ phase: "focus", seconds: 4000, progress: null });
  });

  it("formats times", () => {
    expect([formatClock(9), formatClock(3725)]).toEqual(["00:09", "1:02:05"]);
    expect([formatMinutes(45), formatMinutes(125), formatMinutes(60)]).toEqual(["45 min", "2 h 5 min", "1 h"]);
  });
});
