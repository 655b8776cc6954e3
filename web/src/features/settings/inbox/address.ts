/** The address of the notifications, and what is shown of them. */
import { defineAddress } from "@/shared/routing/page";
import { readFlag } from "@/shared/routing/search";

export const inboxAddress = defineAddress("/notifications", (raw) => ({ unread: readFlag(raw, "unread") }));
