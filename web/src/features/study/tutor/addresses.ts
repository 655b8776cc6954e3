/** The addresses of the tutor's pages. */
import { defineAddress } from "@/shared/routing/page";
import { readList, readText } from "@/shared/routing/search";

export const tutorAddress = defineAddress("/study/tutor", (raw) => ({
  /** A part of the titles that are listed. */
  q: readText(raw, "q"),
  /** The materials that a new question is about. */
  material: readList(raw, "material"),
}));

export const chatAddress = defineAddress("/study/tutor/$id");
