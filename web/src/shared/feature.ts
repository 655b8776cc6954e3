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
  /** The name of the server's app, as in ALCOVE_APPS, and of the feature's folder. */
  name: string;
  /** Pages by absolute address; the app adds the frame and the error page. A feature may own `/`. */
  routes: RouteObject[];
  navigation: NavigationEntry[];
  /** A section below the server's parts on the status page. */
  StatusSection?: ComponentType;
  /** What the feature hears of the server as it happens. */
  live?: (cache: QueryClient) => LiveSource;
};
