/** The address of the rooms: the list, or one room. */
import { defineAddress } from "@/shared/routing/page";
import { readText } from "@/shared/routing/search";

export const roomsAddress = defineAddress("/study/rooms", (raw) => ({
  room: readText(raw, "room"),
  /** The code of an invitation, from a link. */
  code: readText(raw, "code"),
}));
