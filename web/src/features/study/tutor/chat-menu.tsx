import { lazy, Suspense, useState } from "react";
import type { ChatSummary } from "@/features/study/tutor/queries";
import { Button } from "@/shared/components/button";

const ChatActions = lazy(async () => ({
  default: (await import("@/features/study/tutor/chat-actions")).ChatActions,
}));

/** The menu of a chat, whose code is loaded when its button is pressed. */
export function ChatMenu({ chat, onDeleted }: { chat: ChatSummary; onDeleted: () => void }) {
  const [wasPressed, setPressed] = useState(false);
  const button = (
    <Button
      variant="quiet"
      isIcon
      aria-label={`More actions for ${chat.title}`}
      aria-haspopup="menu"
      aria-expanded={false}
      onPress={() => setPressed(true)}
    >
      ⋯
    </Button>
  );
  if (!wasPressed) return button;
  return (
    <Suspense fallback={button}>
      <ChatActions chat={chat} onDeleted={onDeleted} opensAtOnce />
    </Suspense>
  );
}
