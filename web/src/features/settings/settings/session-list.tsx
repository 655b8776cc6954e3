import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "@/features/settings/api";
import { sessionsQuery } from "@/features/settings/queries";
import { formatBrowserName } from "@/features/settings/settings/browser-name";
import type { Session } from "@/features/settings/types";
import { take } from "@/shared/api/api";
import { ErrorAlert } from "@/shared/components/feedback";
import { formatDateTime } from "@/shared/format";

/** The sessions of the own account, with buttons that end them. */
export function SessionList() {
  const cache = useQueryClient();
  const sessions = useQuery(sessionsQuery());
  const refresh = () => cache.invalidateQueries({ queryKey: sessionsQuery().queryKey });
  const end = useMutation({
    mutationFn: (id: string) => take(api.DELETE("/api/account/sessions/{id}", { params: { path: { id } } })),
    onSettled: refresh,
  });
  const endOthers = useMutation({
    mutationFn: () => take(api.DELETE("/api/account/sessions")),
    onSettled: refresh,
  });
  const isBusy = end.isPending || endOthers.isPending;
  return (
    <section>
      <h2>Sessions</h2>
      <ErrorAlert error={sessions.error} onRetry={() => sessions.refetch()} />
      <ul className="rows" aria-label="Sessions">
        {sessions.data?.sessions.map((session) => (
          <SessionRow key={session.id} session={session} isBusy={isBusy} onEnd={() => end.mutate(session.id)} />
        ))}
      </ul>
      <ErrorAlert error={end.error ?? endOthers.error} />
      {sessions.data && sessions.data.sessions.length > 1 && (
        <button type="button" className="quiet" disabled={isBusy} onClick={() => endOthers.mutate()}>
          End all other sessions
        </button>
      )}
    </section>
  );
}

function SessionRow({ session, isBusy, onEnd }: { session: Session; isBusy: boolean; onEnd: () => void }) {
  const browser = formatBrowserName(session.user_agent);
  return (
    <li>
      <div>
        <b>{browser}</b> {session.address && <span>from {session.address}</span>}
        <p className="details">
          {session.current ? "This session" : `Last used ${formatDateTime(session.seen_at)}`}, since{" "}
          {formatDateTime(session.created_at)}
        </p>
      </div>
      {!session.current && (
        <button
          type="button"
          className="quiet"
          disabled={isBusy}
          aria-label={`End the session of ${browser}, last used ${formatDateTime(session.seen_at)}`}
          onClick={onEnd}
        >
          End
        </button>
      )}
    </li>
  );
}
