import type { ComponentType } from "react";
import { defineAddress, type Page } from "@/shared/routing/page";

/** Return a page with this component. */
export const makePage = (path: string, component: ComponentType): Page => ({
  address: defineAddress(path),
  load: async () => component,
});
