/** What a feature declares to the app, in its `feature.tsx`. */
import type { QueryClient } from "@tanstack/react-query";
import type { ComponentType } from "react";
import type { RouteObject } from "react-router";
import type { LiveSource } from "@/shared/live";

export type NavigationEntry = {
  to: string;
  label: string;
  /** The path data of an icon of 16 by 16. */
  icon: string;
};

export type Feature = {
  /** The name of the feature's folder and of the server's app, as in ALCOVE_APPS. */
  name: string;
  /** Belongs to the server itself: shown whichever apps run. */
  isAlwaysOn?: boolean;
  /** Pages by absolute address; the app adds the frame and the error page. A feature may own `/`. */
  routes: RouteObject[];
  navigation: NavigationEntry[];
  /** A section below the server's parts on the status page. */
  StatusSection?: ComponentType;
  /** Stands at the end of the shell's header, on every page. */
  HeaderItem?: ComponentType;
  /**
   * Of a feature that is always on: runs before anything else is asked of the server. Where it returns a component, the
   * page shows this in place of everything but the feature's own routes, and makes no other request.
   */
  guard?: (cache: QueryClient) => Promise<ComponentType | null>;
  /** What the feature hears of the server as it happens. */
  live?: (cache: QueryClient) => LiveSource;
};
