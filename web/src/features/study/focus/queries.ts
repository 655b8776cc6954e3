/** The session that runs or is paused, and what can be done with it. */
import { useEffect, useState } from "react";
import { take, useAction } from "@/features/study/actions";
import { $api, api } from "@/features/study/api";
import type { Session } from "@/features/study/focus/timer";

const SESSIONS = ["/api/study-sessions"];

/** Return the newest session that runs or is paused; undefined while it is read, null if there is none. */
export function useCurrentSession() {
  const query = $api.useQuery("get", "/api/study-sessions", {
    params: { query: { status: "active,paused", sort: "-updated_at", limit: 1 } },
  });
  return { ...query, session: query.data && (query.data.study_sessions[0] ?? null) };
}

export const useRecentSessions = () =>
  $api.useQuery("get", "/api/study-sessions", {
    params: { query: { status: "completed", sort: "-end_time", limit: 8 } },
  });

export type NewSession = { subject: string; minutes: number | null };

/** Add a session that runs from now on. */
async function startSession({ subject, minutes }: NewSession): Promise<Session> {
  const body = { subject: subject.trim() || null, planned_duration: minutes, type: "focus" as const };
  const { id } = await take(api.POST("/api/study-sessions", { body }));
  return take(api.POST("/api/study-sessions/{id}/start", { params: { path: { id } } }));
}

export const useStart = () => useAction(startSession, { changes: SESSIONS, showsError: true });

export const usePause = () =>
  useAction((id: string) => take(api.POST("/api/study-sessions/{id}/pause", { params: { path: { id } } })), {
    changes: SESSIONS,
  });

export const useResume = () =>
  useAction((id: string) => take(api.POST("/api/study-sessions/{id}/resume", { params: { path: { id } } })), {
    changes: SESSIONS,
  });

export const useComplete = (onDone: (session: Session) => void) =>
  useAction(
    ({ id, rounds }: { id: string; rounds: number }) =>
      take(
        api.POST("/api/study-sessions/{id}/complete", {
          params: { path: { id } },
          body: { pomodoro_count: rounds },
        }),
      ),
    { changes: SESSIONS, onDone },
  );

export const useDiscard = (onDone?: () => void) =>
  useAction((id: string) => take(api.DELETE("/api/study-sessions/{id}", { params: { path: { id } } })), {
    changes: SESSIONS,
    ...(onDone && { onDone }),
  });

export type SessionChange = { id: string; focus_score?: number | null; notes?: string | null; subject?: string | null };

export const useDescribe = (onDone: () => void) =>
  useAction(
    ({ id, ...body }: SessionChange) => take(api.PATCH("/api/study-sessions/{id}", { params: { path: { id } }, body })),
    { changes: SESSIONS, onDone, showsError: true },
  );

/** Return the time, twice a second while `isRunning`. */
export function useNow(isRunning: boolean): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    setNow(Date.now());
    if (!isRunning) return;
    const timer = setInterval(() => setNow(Date.now()), 500);
    return () => clearInterval(timer);
  }, [isRunning]);
  return now;
}
