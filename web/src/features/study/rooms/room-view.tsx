import { useEffect } from "react";
import { $api } from "@/features/study/api";
import { RoomActions } from "@/features/study/rooms/room-actions";
import { RoomChat } from "@/features/study/rooms/room-chat";
import { RoomTimerPanel } from "@/features/study/rooms/room-timer";
import styles from "@/features/study/rooms/rooms.module.css";
import { useRoom } from "@/features/study/rooms/use-room";
import { ErrorAlert, Skeleton } from "@/shared/components/feedback";
import { Link } from "@/shared/components/link";
import { PageHeader } from "@/shared/components/page-header";

const STATUSES: Record<string, string> = { active: "here", focus: "in focus", away: "away" };

/** One room: who is there, the shared timer and the chat. */
export function RoomView({ roomId }: { roomId: string }) {
  const params = { path: { id: roomId } };
  const query = $api.useQuery("get", "/api/rooms/{id}", { params });
  const { state, send } = useRoom(roomId);
  const room = query.data;
  return (
    <>
      <PageHeader
        title={room?.name ?? "Room"}
        description={room?.description || undefined}
        actions={room && <RoomActions room={room} userId={state.userId} />}
      />
      <ErrorAlert error={query.error} onRetry={() => void query.refetch()} />
      {state.closed && <ErrorAlert error={new Error(state.closed)} />}
      {query.isPending && <Skeleton rows={4} label="Loading the room" />}
      {room && (
        <>
          {!state.closed && (
            <p className={styles.connection} role="status">
              {state.isConnected ? "Connected" : "Connecting… What you write is sent when the connection is back."}
            </p>
          )}
          <div className={styles.room}>
            <div className={styles.side}>
              <RoomTimerPanel
                timer={state.timer}
                clockOffset={state.clockOffset}
                isConnected={state.isConnected}
                onAction={(action) => send({ type: "timer", action })}
              />
              <Members
                roomId={roomId}
                presence={state.presence}
                userId={state.userId}
                changes={countChanges(state.events)}
              />
            </div>
            <RoomChat
              events={state.events}
              userId={state.userId}
              error={state.error}
              onSend={(text) => send({ type: "message", text })}
            />
          </div>
        </>
      )}
      <p className={styles.back}>
        <Link to="/study/rooms">All rooms</Link>
      </p>
    </>
  );
}

const countChanges = (events: readonly { kind: string }[]) => events.filter(({ kind }) => kind === "member").length;

type MembersProps = {
  roomId: string;
  presence: Readonly<Record<string, string>>;
  userId: string | null;
  changes: number;
};

function Members({ roomId, presence, userId, changes }: MembersProps) {
  const query = $api.useQuery("get", "/api/rooms/{id}/members", {
    params: { path: { id: roomId }, query: { limit: 100 } },
  });
  const { refetch } = query;
  useEffect(() => {
    if (changes > 0) void refetch();
  }, [changes, refetch]);
  const members = query.data?.members ?? [];
  return (
    <section className={styles.panel} aria-labelledby="members">
      <h2 id="members">Members</h2>
      <ErrorAlert error={query.error} onRetry={() => void refetch()} />
      <ul className={styles.members}>
        {members.map(({ user_id, name, role }) => {
          const status = presence[user_id];
          return (
            <li key={user_id}>
              <span className={status ? styles.present : styles.absent} aria-hidden="true" />
              <span>{user_id === userId ? "You" : name || "Somebody"}</span>
              <span className={styles.note}>
                {role !== "member" && `${role} · `}
                {status ? (STATUSES[status] ?? status) : "not here"}
              </span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
