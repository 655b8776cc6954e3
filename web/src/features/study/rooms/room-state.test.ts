import { describe, expect, it } from "vitest";
import {
  addEvents,
  applyFrame,
  countRemaining,
  EMPTY,
  formatRemaining,
  type RoomEvent,
} from "@/features/study/rooms/room-state";

const event = (number: number, text: string): RoomEvent => ({
  number,
  kind: "message",
  user_id: "u1",
  name: "Ada",
  to: null,
  id: null,
  at: "2026-01-02T03:04:05Z",
  data: { text },
});

describe("the state of a room", () => {
  it("has each event once, in order, and no text of deleted ones", () => {
    const events = addEvents([event(2, "b")], [event(3, "c"), event(1, "a"), event(2, "b")]);
    expect(events.map(({ number }) => number)).toEqual([1, 2, 3]);
    const deletion: RoomEvent = { ...event(4, ""), kind: "deletion", data: { number: 2 } };
    expect(addEvents(events, [deletion])[1]?.data).toEqual({ deleted: true });
  });

  it("follows presence, and keeps the last number for the next connection", () => {
    const joined = applyFrame(EMPTY, { type: "update", presence: [{ user_id: "u1", status: "focus" }] }, 0);
    expect(joined.presence).toEqual({ u1: "focus" });
    const left = applyFrame(joined, { type: "update", presence: [{ user_id: "u1", status: "offline" }] }, 0);
    expect(left.presence).toEqual({});
    expect(applyFrame(left, { type: "update", events: [event(9, "x")] }, 0).number).toBe(9);
  });

  it("counts what is left of a timer by the server's clock", () => {
    const timer = {
      state: "running",
      phase: "work",
      round: 1,
      remaining_ms: 60_000,
      ends_at: "2026-01-02T03:05:05Z",
      as_of: "2026-01-02T03:04:05Z",
      work_minutes: 25,
      break_minutes: 5,
      long_break_minutes: 15,
      rounds: 4,
    } as const;
    expect(countRemaining(timer, Date.parse("2026-01-02T03:05:00Z"))).toBe(5_000);
    expect(countRemaining({ ...timer, ends_at: null }, 0)).toBe(60_000);
    expect(formatRemaining(61_000)).toBe("01:01");
  });
});
