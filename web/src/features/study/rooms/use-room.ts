/** The websocket of a room: it is opened with a ticket, and opened again where it broke. */
import { useCallback, useEffect, useRef, useState } from "react";
import { take } from "@/features/study/actions";
import { api } from "@/features/study/api";
import {
  addEvents,
  applyFrame,
  EMPTY,
  explainClose,
  type Frame,
  type RoomState,
} from "@/features/study/rooms/room-state";

const HISTORY = 50;
const LONGEST_WAIT_MS = 15_000;
const DEFAULT_HEARTBEAT_MS = 20_000;

type ClientFrame = Record<string, unknown> & { type: string };

/** Follow a room while the component is shown. Frames that were not acknowledged are sent again after a lost connection. */
export function useRoom(roomId: string) {
  const [state, setState] = useState<RoomState>(EMPTY);
  const socket = useRef<WebSocket | null>(null);
  const unsent = useRef(new Map<string, ClientFrame>());
  const number = useRef<number | null>(null);
  number.current = state.number;

  const send = useCallback((frame: ClientFrame) => {
    const id = crypto.randomUUID();
    if (frame.type === "message") unsent.current.set(id, { ...frame, id });
    if (socket.current?.readyState === WebSocket.OPEN) socket.current.send(JSON.stringify({ ...frame, id }));
  }, []);

  useEffect(() => {
    let hasLeft = false;
    let failures = 0;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let heartbeat: ReturnType<typeof setInterval> | undefined;

    const retry = (wait?: number) => {
      if (hasLeft) return;
      failures += 1;
      clearTimeout(timer);
      timer = setTimeout(connect, wait ?? Math.min(LONGEST_WAIT_MS, 500 * 2 ** failures));
    };
    const handle = (opened: WebSocket, frame: Frame) => {
      setState((current) => applyFrame(current, frame, Date.now()));
      if (frame.type === "welcome") {
        failures = 0;
        for (const waiting of unsent.current.values()) opened.send(JSON.stringify(waiting));
        clearInterval(heartbeat);
        const period = (frame.heartbeat_ms || DEFAULT_HEARTBEAT_MS) / 2;
        heartbeat = setInterval(() => opened.readyState === 1 && opened.send('{"type":"ping"}'), period);
      } else if (frame.type === "ack" || (frame.type === "error" && frame.id)) unsent.current.delete(frame.id ?? "");
    };
    const connect = async () => {
      try {
        const { path, ticket } = await take(api.POST("/api/rooms/{id}/ticket", { params: { path: { id: roomId } } }));
        if (hasLeft) return;
        const opened = new WebSocket(buildAddress(path, ticket, number.current));
        socket.current = opened;
        opened.onmessage = ({ data }) => handle(opened, JSON.parse(String(data)) as Frame);
        opened.onclose = ({ code }) => {
          clearInterval(heartbeat);
          if (socket.current === opened) socket.current = null;
          const closed = explainClose(code);
          setState((current) => ({ ...current, isConnected: false, closed }));
          if (!closed) retry();
        };
      } catch {
        setState((current) => ({ ...current, isConnected: false }));
        retry();
      }
    };
    const loadHistory = async () => {
      const params = { path: { id: roomId }, query: { limit: HISTORY } };
      const { events } = await take(api.GET("/api/rooms/{id}/messages", { params }));
      if (!hasLeft) setState((current) => ({ ...current, events: addEvents(current.events, events) }));
    };

    setState(EMPTY);
    void loadHistory().catch(() => undefined);
    void connect();
    return () => {
      hasLeft = true;
      clearTimeout(timer);
      clearInterval(heartbeat);
      socket.current?.close();
      socket.current = null;
    };
  }, [roomId]);

  return { state, send };
}

function buildAddress(path: string, ticket: string, after: number | null): string {
  const address = new URL(path, window.location.href);
  address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
  if (!address.searchParams.has("ticket")) address.searchParams.set("ticket", ticket);
  if (after !== null) address.searchParams.set("after", String(after));
  return address.href;
}
