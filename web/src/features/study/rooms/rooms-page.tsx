import { useEffect, useState } from "react";
import { take, useAction } from "@/features/study/actions";
import { $api, api, type Schemas } from "@/features/study/api";
import { FormDialog } from "@/features/study/components/form-dialog";
import styles from "@/features/study/components/study.module.css";
import { roomsAddress } from "@/features/study/rooms/address";
import { RoomView } from "@/features/study/rooms/room-view";
import { Button } from "@/shared/components/button";
import { EmptyState, ErrorAlert, Skeleton } from "@/shared/components/feedback";
import { Checkbox, TextField } from "@/shared/components/fields";
import { Link } from "@/shared/components/link";
import { PageHeader } from "@/shared/components/page-header";
import { pluralize } from "@/shared/format";

/** The rooms of the account, or one of them. */
export function RoomsPage() {
  const { room } = roomsAddress.useSearch();
  return room ? <RoomView key={room} roomId={room} /> : <RoomList />;
}

function RoomList() {
  const { code } = roomsAddress.useSearch();
  const [dialog, setDialog] = useState<"create" | "join" | null>(null);
  useEffect(() => {
    if (code) setDialog("join");
  }, [code]);
  const mine = $api.useQuery("get", "/api/rooms", { params: { query: { scope: "mine", limit: 50 } } });
  const open = $api.useQuery("get", "/api/rooms", { params: { query: { scope: "open", limit: 50 } } });
  const others = open.data?.rooms.filter(({ role }) => role === null) ?? [];
  const create = (
    <Button variant="primary" onPress={() => setDialog("create")}>
      New room
    </Button>
  );
  return (
    <>
      <PageHeader
        title="Rooms"
        description="Study together: with a shared timer and a chat."
        actions={
          <>
            {mine.data?.rooms.length !== 0 && create}
            <Button onPress={() => setDialog("join")}>Join by code</Button>
          </>
        }
      />
      <ErrorAlert error={mine.error ?? open.error} onRetry={() => void mine.refetch()} />
      {mine.isPending && <Skeleton rows={3} label="Loading the rooms" />}
      {mine.data?.rooms.length === 0 && <EmptyState title="You are in no room" action={create} />}
      <Rooms rooms={mine.data?.rooms ?? []} />
      {others.length > 0 && (
        <section aria-labelledby="open-rooms">
          <h2 id="open-rooms">Open rooms</h2>
          <Rooms rooms={others} />
        </section>
      )}
      {dialog === "create" && <CreateDialog onClose={() => setDialog(null)} />}
      {dialog === "join" && <JoinDialog code={code} onClose={() => setDialog(null)} />}
    </>
  );
}

function Rooms({ rooms }: { rooms: readonly Schemas["RoomBody"][] }) {
  const change = roomsAddress.useChangeSearch();
  const join = useAction((id: string) => take(api.POST("/api/rooms/{id}/join", { params: { path: { id } } })), {
    changes: ["/api/rooms"],
    onDone: (_, id) => change({ room: id }),
  });
  return (
    <ul className={styles.list}>
      {rooms.map((room) => (
        <li key={room.id}>
          <span className={styles.main}>
            {room.role ? (
              <Link to="/study/rooms" search={{ room: room.id }}>
                {room.name}
              </Link>
            ) : (
              <strong>{room.name}</strong>
            )}
            <span className={styles.note}>
              {[room.description, pluralize(room.members, "member"), room.role ?? "open"].filter(Boolean).join(" · ")}
            </span>
          </span>
          {!room.role && (
            <Button
              isPending={join.isPending && join.variables === room.id}
              onPress={() => join.mutate(room.id)}
              aria-label={`Join ${room.name}`}
            >
              Join
            </Button>
          )}
        </li>
      ))}
    </ul>
  );
}

function CreateDialog({ onClose }: { onClose: () => void }) {
  const [name, setName] = useState("");
  const [description, setDescription] = useState("");
  const [isOpen, setIsOpen] = useState(false);
  const change = roomsAddress.useChangeSearch();
  const create = useAction(
    () => take(api.POST("/api/rooms", { body: { name: name.trim(), description, is_open: isOpen } })),
    { changes: ["/api/rooms"], showsError: true, onDone: ({ id }) => change({ room: id }) },
  );
  return (
    <FormDialog
      title="New room"
      submitLabel="Create"
      onSubmit={() => name.trim() && create.mutate()}
      onClose={onClose}
      isPending={create.isPending}
      error={create.error}
    >
      <TextField label="Name" value={name} onChange={setName} isRequired autoFocus />
      <TextField label="Description" value={description} onChange={setDescription} />
      <Checkbox isSelected={isOpen} onChange={setIsOpen}>
        Everybody on this server may join
      </Checkbox>
    </FormDialog>
  );
}

function JoinDialog({ code: given, onClose }: { code: string; onClose: () => void }) {
  const [code, setCode] = useState(given);
  const change = roomsAddress.useChangeSearch();
  const join = useAction(() => take(api.POST("/api/rooms/join", { body: { code: code.trim() } })), {
    changes: ["/api/rooms"],
    showsError: true,
    onDone: ({ id }) => change({ room: id, code: "" }),
  });
  return (
    <FormDialog
      title="Join a room"
      submitLabel="Join"
      onSubmit={() => code.trim() && join.mutate()}
      onClose={onClose}
      isPending={join.isPending}
      error={join.error}
    >
      <TextField label="Code of the invitation" value={code} onChange={setCode} isRequired autoFocus />
    </FormDialog>
  );
}
