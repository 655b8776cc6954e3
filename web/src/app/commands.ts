/** The commands of the palette: the pages and the actions of all features, with their keys. */
import type { Command, Destination, Feature } from "@/shared/feature";

export const ACTIVITY: Destination = { to: "/activity", label: "Activity" };
export const SETTINGS: Destination = { to: "/settings", label: "Settings" };
const TODAY: Destination = { to: "/", label: "Today" };

export type CommandGroup = { title: string; commands: readonly Command[] };

/** Return the pages, each main entry with the key `g` and its first letter, and the actions. */
export function collectCommands(features: readonly Feature[]): CommandGroup[] {
  const entries = features.flatMap(({ navigation }) => navigation ?? []);
  const main = [TODAY, ...entries, ACTIVITY].map(({ to, label }) => ({
    id: `go ${to}`,
    label,
    to,
    keys: `g ${label.charAt(0).toLowerCase()}`,
  }));
  const sections = entries.flatMap(({ label, sections: pages, to: start }) =>
    pages
      .filter(({ to }) => to !== start)
      .map((page) => ({ id: `go ${page.to}`, label: `${label}: ${page.label}`, to: page.to })),
  );
  const settings = features.flatMap(({ settings: pages = [] }) =>
    pages.map(({ to, label }) => ({ id: `go ${to}`, label: `Settings: ${label}`, to })),
  );
  const index = { id: "go /settings", label: SETTINGS.label, to: SETTINGS.to, keys: "g ," };
  return [
    { title: "Actions", commands: features.flatMap(({ commands }) => commands ?? []) },
    { title: "Pages", commands: [...main, ...sections, index, ...settings] },
  ];
}
