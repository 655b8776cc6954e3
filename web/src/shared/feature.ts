/** What a feature declares to the app in its `feature.tsx`. */
import type { QueryClient } from "@tanstack/react-query";
import type { ComponentType } from "react";
import type { LiveSource } from "@/shared/live";
import type { Page } from "@/shared/routing/page";

/** A link to a page. */
export type Destination = { to: string; label: string };

/** The feature's entry of the main navigation, with its own pages below it. */
export type NavigationEntry = Destination & {
  /** SVG path data of a 16 × 16 icon, drawn as lines. */
  icon: string;
  sections: readonly Destination[];
};

/** A page below `/settings`, as the settings index lists it. */
export type SettingsEntry = Destination & { description: string };

/**
 * An action of the palette; with `keys` also a shortcut (`g r`, `n t`). It opens a page or runs a function. An address
 * with the fragment of a form (`/books#search`) moves the focus to the form's first field.
 */
export type Command = {
  id: string;
  label: string;
  keys?: string;
} & ({ to: string; run?: never } | { run: (cache: QueryClient) => unknown; to?: never });

export type Feature = {
  /** The name of the feature's folder, which is also the name of the server's app in ALCOVE_APPS. */
  name: string;
  /** Set on features of the server itself, which are shown whichever apps run. */
  isAlwaysOn?: boolean;
  pages: readonly Page[];
  /** Former addresses and the addresses that replace them. */
  redirects?: Readonly<Record<string, string>>;
  navigation?: NavigationEntry;
  settings?: readonly SettingsEntry[];
  commands?: readonly Command[];
  /** Loads the feature's card on the start page. */
  loadTodayCard?: () => Promise<ComponentType>;
  /** Loads a section of the status page, below the health of the server. */
  loadStatusSection?: () => Promise<ComponentType>;
  /** Rendered at the end of the header, on every page. */
  HeaderItem?: ComponentType;
  /**
   * Runs before any other request, if the feature is always on. If it returns a component, the page renders that instead
   * of all pages except the feature's own, and sends no other request.
   */
  guard?: (cache: QueryClient) => Promise<ComponentType | null>;
  /** The stream of server-sent events that the feature subscribes to. */
  live?: (cache: QueryClient) => LiveSource;
};
