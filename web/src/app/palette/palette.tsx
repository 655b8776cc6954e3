import { keepPreviousData } from "@tanstack/react-query";
import { useState } from "react";
import { Autocomplete } from "react-aria-components/Autocomplete";
import { Header } from "react-aria-components/Header";
import { Menu, MenuItem, MenuSection } from "react-aria-components/Menu";
import type { CommandGroup } from "@/app/commands";
import { $api } from "@/app/overview-api";
import styles from "@/app/palette/palette.module.css";
import { Dialog } from "@/shared/components/dialog";
import { ErrorAlert } from "@/shared/components/feedback";
import { SearchField } from "@/shared/components/fields";
import { Keys } from "@/shared/components/keys";
import type { Command } from "@/shared/feature";
import { useDebounced } from "@/shared/hooks";

const MIN_LENGTH = 2;
const MAX_COMMANDS = 8;
const DELAY_MS = 150;

type Entry = { command: Command; detail?: string };
type Group = { title: string; entries: readonly Entry[] };

type PaletteProps = {
  groups: readonly CommandGroup[];
  onRun: (command: Command) => void;
  onClose: () => void;
};

/** Find a page, an action, or anything in the apps, and open or run it. */
export function Palette({ groups, onRun, onClose }: PaletteProps) {
  const [text, setText] = useState("");
  const { results, error, isSearching } = useResults(text);
  const shown = [...filterCommands(groups, text), ...results].filter(({ entries }) => entries.length > 0);
  const run = (id: unknown) => {
    const entry = shown.flatMap(({ entries }) => entries).find(({ command }) => command.id === id);
    if (!entry) return;
    onClose();
    onRun(entry.command);
  };
  return (
    <Dialog title="Find anything" isOpen onClose={onClose}>
      <Autocomplete inputValue={text} onInputChange={setText}>
        <SearchField label="Pages, actions, and what is in your apps" autoFocus maxLength={200} />
        <ErrorAlert error={error} />
        <Menu
          aria-label="Results"
          className={styles.results ?? ""}
          onAction={run}
          renderEmptyState={() => <p className={styles.hint}>{isSearching ? "Searching" : "Nothing matches"}</p>}
        >
          {shown.map(({ title, entries }) => (
            <MenuSection key={title} id={title}>
              <Header className={styles.heading ?? ""}>{title}</Header>
              {entries.map((entry) => (
                <PaletteItem key={entry.command.id} entry={entry} />
              ))}
            </MenuSection>
          ))}
        </Menu>
      </Autocomplete>
    </Dialog>
  );
}

function PaletteItem({ entry: { command, detail } }: { entry: Entry }) {
  return (
    <MenuItem id={command.id} textValue={command.label} className={styles.item ?? ""}>
      <span>{command.label}</span>
      {detail && <small>{detail}</small>}
      {command.keys && <Keys keys={command.keys} />}
    </MenuItem>
  );
}

/** Return the commands with all words of the text; all actions and the first pages without any. */
function filterCommands(groups: readonly CommandGroup[], text: string): Group[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const matches = ({ label }: Command) => words.every((word) => label.toLowerCase().includes(word));
  return groups.map(({ title, commands }) => ({
    title,
    entries: commands
      .filter(matches)
      .slice(0, words.length > 0 ? MAX_COMMANDS : undefined)
      .map((command) => ({ command })),
  }));
}

/** Return what the apps found, and which of them did not answer. */
function useResults(text: string): { results: Group[]; error: object | null; isSearching: boolean } {
  const q = useDebounced(text.trim(), DELAY_MS);
  const isLongEnough = q.length >= MIN_LENGTH;
  const found = $api.useQuery(
    "get",
    "/api/find",
    { params: { query: { q } } },
    { enabled: isLongEnough, placeholderData: keepPreviousData },
  );
  if (!isLongEnough || !found.data) return { results: [], error: found.error, isSearching: found.isFetching };
  const results = found.data.groups.map(({ app, results: entries }) => ({
    title: app.charAt(0).toUpperCase() + app.slice(1),
    entries: entries.map(({ kind, title, detail, url }, position) => ({
      command: { id: `${app} ${kind} ${position} ${url}`, label: title, to: url },
      detail,
    })),
  }));
  const [failed] = found.data.failed;
  const error = failed ? new Error(`No results of ${failed.app}: ${failed.reason}`) : found.error;
  return { results, error, isSearching: found.isFetching };
}
