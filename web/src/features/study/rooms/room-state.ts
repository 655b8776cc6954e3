/** What a websocket of a room tells, and how each of its frames changes it (docs/reference/rooms.md). */
import type { Schemas } from "@/features/study/api";

export type RoomEvent = Omit<Schemas["EventBody"], "data"> & { data: Record<string, unknown> };
export type RoomTimer = Schemas["TimerBody"];
export type Presence = { user_id: string; status: string };

export type RoomState = {
  isConnected: boolean;
  /** Why there is no connection any more; null while one is open or is being opened. */
  closed: string | null;
  userId: string | null;
  role: string | null;
  /** The number of the last event, from which a new connection goes on. */
  number: number | null;
  events: readonly RoomEvent[];
  presence: Readonly<Record<string, string>>;
  timer: RoomTimer | null;
  /** How far the server's clock is ahead of this one, in milliseconds. */
  clockOffset: number;
  error: string | null;
};

export const EMPTY: RoomState = {
  isConnected: false,
  closed: null,
  userId: null,
  role: null,
  number: null,
  events: [],
  presence: {},
  timer: null,
  clockOffset: 0,
  error: null,
};
const MAX_EVENTS = 500;

export type Frame =
  | {
      type: "welcome";
      user: { id?: string; user_id?: string; role: string };
      number: number;
      timer: RoomTimer;
      presence: readonly Presence[];
      time: string;
      heartbeat_ms: number;
    }
  | { type: "update"; events?: readonly RoomEvent[]; presence?: readonly Presence[]; timer?: RoomTimer }
  | { type: "ack"; id: string; number: number | null }
  | { type: "error"; id?: string; code: string; message: string }
  | { type: "reconnect"; after_ms: number }
  | { type: "pong" | "notifications" | "notifications_missed" };

/** Return the state after a frame of the server. */
export function applyFrame(state: RoomState, frame: Frame, now: number): RoomState {
  switch (frame.type) {
    case "welcome":
      return {
        ...state,
        isConnected: true,
        closed: null,
        error: null,
        userId: frame.user.user_id ?? frame.user.id ?? null,
        role: frame.user.role,
        number: Math.max(state.number ?? 0, frame.number),
        presence: Object.fromEntries(frame.presence.map(({ user_id, status }) => [user_id, status])),
        timer: frame.timer,
        clockOffset: Date.parse(frame.time) - now,
      };
    case "update": {
      const events = addEvents(state.events, frame.events ?? []);
      const timers = (frame.events ?? []).filter(({ kind }) => kind === "timer");
      const timer = frame.timer ?? (timers.at(-1)?.data.timer as RoomTimer | undefined) ?? state.timer;
      return {
        ...state,
        events,
        timer,
        number: Math.max(state.number ?? 0, ...(frame.events ?? []).map(({ number }) => number)),
        presence: applyPresence(state.presence, frame.presence ?? []),
      };
    }
    case "error":
      return { ...state, error: frame.message };
    default:
      return state;
  }
}

/** Return events in their order, each once; a deleted message loses its text. */
export function addEvents(known: readonly RoomEvent[], added: readonly RoomEvent[]): readonly RoomEvent[] {
  if (added.length === 0) return known;
  const byNumber = new Map(known.map((event) => [event.number, event]));
  for (const event of added) {
    byNumber.set(event.number, event);
    const removed = event.kind === "deletion" ? byNumber.get(Number(event.data.number)) : undefined;
    if (removed) byNumber.set(removed.number, { ...removed, data: { deleted: true } });
  }
  return [...byNumber.values()].sort((a, b) => a.number - b.number).slice(-MAX_EVENTS);
}

function applyPresence(known: RoomState["presence"], changes: readonly Presence[]): RoomState["presence"] {
  if (changes.length === 0) return known;
  const next = { ...known };
  for (const { user_id, status } of changes) {
    if (status === "offline") delete next[user_id];
    else next[user_id] = status;
  }
  return next;
}

/** Return the milliseconds that are left of the timer's phase. */
export function countRemaining(timer: RoomTimer, now: number): number {
  if (timer.ends_at === null) return timer.remaining_ms;
  return Math.max(0, Date.parse(timer.ends_at) - now);
}

/** Return minutes and seconds, such as 24:59. */
export function formatRemaining(milliseconds: number): string {
  const seconds = Math.ceil(milliseconds / 1000);
  return `${String(Math.floor(seconds / 60)).padStart(2, "0")}:${String(seconds % 60).padStart(2, "0")}`;
}

/** Codes after which nothing is to be done but to leave. */
const FINAL: Record<number, string> = {
  4403: "You are not a member of this room any more.",
  4404: "The room was deleted.",
};

/** Return why a closed websocket is not opened again; null if it is. */
export const explainClose = (code: number): string | null => FINAL[code] ?? null;
