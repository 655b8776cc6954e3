/** What a feature declares to the app in its `feature.tsx`. */
import type { QueryClient } from "@tanstack/react-query";
import type { ComponentType } from "react";
import type { RouteObject } from "react-router";
import type { LiveSource } from "@/shared/live";

export type NavigationEntry = {
  to: string;
  label: string;
  /** SVG path data of a 16 × 16 icon. */
  icon: string;
};

export type Feature = {
  /** The name of the feature's folder, which is also the name of the server's app in ALCOVE_APPS. */
  name: string;
  /** Set on features of the server itself, which are shown whichever apps run. */
  isAlwaysOn?: boolean;
  /** Pages by absolute path; the app adds the shell and the error page. A feature may own `/`. */
  routes: RouteObject[];
  navigation: NavigationEntry[];
  /** A section of the status page, below the health of the server. */
  StatusSection?: ComponentType;
  /** Rendered at the end of the header, on every page. */
  HeaderItem?: ComponentType;
  /**
   * Runs before any other request, if the feature is always on. If it returns a component, the page renders that instead
   * of all routes except the feature's own, and sends no other request.
   */
  guard?: (cache: QueryClient) => Promise<ComponentType | null>;
  /** The stream of server-sent events that the feature subscribes to. */
  live?: (cache: QueryClient) => LiveSource;
};
