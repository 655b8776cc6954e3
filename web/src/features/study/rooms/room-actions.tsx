/** What a member can do with a room: invite, leave, export its messages; its owner also changes and deletes it. */
import { useState } from "react";
import { take, useAction } from "@/features/study/actions";
import { api, type Schemas } from "@/features/study/api";
import { exportActions } from "@/features/study/components/export-actions";
import { FormDialog, useFields } from "@/features/study/components/form-dialog";
import { roomsAddress } from "@/features/study/rooms/address";
import styles from "@/features/study/rooms/rooms.module.css";
import { Button } from "@/shared/components/button";
import { ConfirmDialog, Dialog } from "@/shared/components/dialog";
import { Checkbox, TextField } from "@/shared/components/fields";
import { Menu } from "@/shared/components/menu";

type Room = Schemas["RoomBody"];
type RoomActionsProps = { room: Room; userId: string | null };

const ROOMS = ["/api/rooms"] as const;

export function RoomActions({ room, userId }: RoomActionsProps) {
  const [code, setCode] = useState<string | null>(null);
  const [opened, setOpened] = useState<"edit" | "delete" | null>(null);
  const close = () => setOpened(null);
  const change = roomsAddress.useChangeSearch();
  const params = { path: { id: room.id } };
  const invite = useAction(
    () => take(api.POST("/api/rooms/{id}/invitations", { params, body: { uses: 10, hours: 168 } })),
    { changes: [], onDone: (made) => setCode(made.code) },
  );
  const leave = useAction(
    (id: string) =>
      take(api.DELETE("/api/rooms/{id}/members/{user_id}", { params: { path: { id: room.id, user_id: id } } })),
    { changes: ROOMS, onDone: () => change({ room: "" }) },
  );
  const isOwner = room.role === "owner";
  const canInvite = isOwner || room.role === "moderator";
  const own = [
    { id: "edit", label: "Edit the room", run: () => setOpened("edit") },
    { id: "delete", label: "Delete the room", run: () => setOpened("delete") },
  ];
  return (
    <>
      {canInvite && (
        <Button isPending={invite.isPending} onPress={() => invite.mutate()}>
          Invite
        </Button>
      )}
      {!isOwner && userId && (
        <Button isPending={leave.isPending} onPress={() => leave.mutate(userId)}>
          Leave
        </Button>
      )}
      <Menu
        label={`More actions for ${room.name}`}
        actions={[...exportActions("rooms", "my rooms' messages"), ...(isOwner ? own : [])]}
      />
      <Dialog title="Invitation" isOpen={code !== null} onClose={() => setCode(null)}>
        <p>With this code, up to ten people can join within a week. It is shown only here.</p>
        <p>
          <code className={styles.code}>{code}</code>
        </p>
      </Dialog>
      {opened === "edit" && <EditDialog room={room} onClose={close} />}
      {opened === "delete" && <DeleteDialog room={room} onClose={close} />}
    </>
  );
}

function EditDialog({ room, onClose }: { room: Room; onClose: () => void }) {
  const { fields, set } = useFields({ name: room.name, description: room.description, is_open: room.is_open });
  const save = useAction(
    () => take(api.PATCH("/api/rooms/{id}", { params: { path: { id: room.id } }, body: fields })),
    { changes: ROOMS, showsError: true, onDone: onClose },
  );
  return (
    <FormDialog
      title="Room"
      submitLabel="Save"
      onSubmit={() => save.mutate()}
      onClose={onClose}
      isPending={save.isPending}
      error={save.error}
    >
      <TextField label="Name" value={fields.name} onChange={set("name")} isRequired autoFocus />
      <TextField label="Description" value={fields.description} onChange={set("description")} />
      <Checkbox isSelected={fields.is_open} onChange={set("is_open")}>
        Everybody on this server may join
      </Checkbox>
    </FormDialog>
  );
}

function DeleteDialog({ room, onClose }: { room: Room; onClose: () => void }) {
  const change = roomsAddress.useChangeSearch();
  const remove = useAction(() => take(api.DELETE("/api/rooms/{id}", { params: { path: { id: room.id } } })), {
    changes: ROOMS,
    showsError: true,
    onDone: () => change({ room: "" }, { replace: true }),
  });
  return (
    <ConfirmDialog
      title={`Delete ${room.name}?`}
      confirmLabel="Delete the room"
      isOpen
      isPending={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate()}
      onClose={onClose}
    >
      <p>Its messages are deleted for all members. This cannot be undone.</p>
    </ConfirmDialog>
  );
}
