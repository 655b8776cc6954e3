import { useState } from "react";
import { take, useAction } from "@/features/study/actions";
import { api } from "@/features/study/api";
import { FormDialog } from "@/features/study/components/form-dialog";
import type { ChatSummary } from "@/features/study/tutor/queries";
import { browser } from "@/shared/browser";
import { ConfirmDialog } from "@/shared/components/dialog";
import { TextField } from "@/shared/components/fields";
import { Menu } from "@/shared/components/menu";

type ChatActionsProps = { chat: ChatSummary; onDeleted?: () => void; opensAtOnce?: boolean };

/** A menu with what can be done with a chat: rename, export, delete. */
export function ChatActions({ chat, onDeleted, opensAtOnce = false }: ChatActionsProps) {
  const [dialog, setDialog] = useState<"rename" | "delete" | null>(null);
  const close = () => setDialog(null);
  const params = { path: { id: chat.id } };
  const remove = useAction(() => take(api.DELETE("/api/ai/chats/{id}", { params })), {
    changes: ["/api/ai/chats"],
    showsError: true,
    onDone: () => {
      close();
      onDeleted?.();
    },
  });
  return (
    <>
      <Menu
        label={`More actions for ${chat.title}`}
        opensAtOnce={opensAtOnce}
        actions={[
          { id: "rename", label: "Rename", run: () => setDialog("rename") },
          { id: "export", label: "Export as Markdown", run: () => browser.load(`/api/ai/chats/${chat.id}/export`) },
          { id: "delete", label: "Delete", run: () => setDialog("delete") },
        ]}
      />
      {dialog === "rename" && <RenameDialog chat={chat} onClose={close} />}
      <ConfirmDialog
        title="Delete this chat?"
        confirmLabel="Delete the chat"
        isOpen={dialog === "delete"}
        isPending={remove.isPending}
        error={remove.error}
        onConfirm={() => remove.mutate()}
        onClose={close}
      >
        “{chat.title}” and its {chat.messages} messages are removed. This cannot be undone.
      </ConfirmDialog>
    </>
  );
}

function RenameDialog({ chat, onClose }: { chat: ChatSummary; onClose: () => void }) {
  const [title, setTitle] = useState(chat.title);
  const params = { path: { id: chat.id } };
  const rename = useAction(() => take(api.PATCH("/api/ai/chats/{id}", { params, body: { title } })), {
    changes: ["/api/ai/chats"],
    showsError: true,
    onDone: onClose,
  });
  return (
    <FormDialog
      title="Rename the chat"
      submitLabel="Rename"
      onSubmit={() => title.trim() && rename.mutate()}
      onClose={onClose}
      isPending={rename.isPending}
      error={rename.error}
    >
      <TextField label="Title" value={title} onChange={setTitle} maxLength={200} autoFocus />
    </FormDialog>
  );
}
