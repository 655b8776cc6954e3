import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useMemo, useState } from "react";
import { type CommandGroup, collectCommands } from "@/app/commands";
import styles from "@/app/shell.module.css";
import { Button } from "@/shared/components/button";
import { Icon } from "@/shared/components/icon";
import { Keys } from "@/shared/components/keys";
import { focusForm } from "@/shared/components/page-header";
import type { Command, Feature } from "@/shared/feature";
import { listenToShortcuts, registerShortcuts } from "@/shared/shortcuts";

const Palette = lazy(async () => ({ default: (await import("@/app/palette/palette")).Palette }));
const KeyList = lazy(async () => ({ default: (await import("@/app/palette/key-list")).KeyList }));

const SEARCH_ICON = "M7 2.5a4.5 4.5 0 1 1 0 9a4.5 4.5 0 0 1 0-9zM10.3 10.3L14 14";

type Opened = "palette" | "keys" | null;

/** The button of the palette, the palette, the list of keys, and the keys of all pages. */
export function CommandHost({ features }: { features: readonly Feature[] }) {
  const [opened, setOpened] = useState<Opened>(null);
  const groups = useMemo(() => collectCommands(features), [features]);
  const runCommand = useRunCommand();
  useEffect(() => listenToShortcuts(), []);
  useEffect(() => {
    const own = [
      { keys: "mod+k", label: "Find pages, things and actions", run: () => setOpened("palette") },
      { keys: "/", label: "Find pages, things and actions", run: () => setOpened("palette") },
      { keys: "?", label: "Show the keys", run: () => setOpened("keys") },
    ];
    return registerShortcuts({ title: "Everywhere", shortcuts: [...own, ...toShortcuts(groups, runCommand)] });
  }, [groups, runCommand]);
  return (
    <>
      <Button variant="quiet" className={styles.find} onPress={() => setOpened("palette")}>
        <Icon path={SEARCH_ICON} />
        <span className={styles.findText}>Find</span>
        <span className="sr-only">anything</span>
        <Keys keys="mod+k" />
      </Button>
      <Suspense fallback={null}>
        {opened === "palette" && <Palette groups={groups} onRun={runCommand} onClose={() => setOpened(null)} />}
        {opened === "keys" && <KeyList onClose={() => setOpened(null)} />}
      </Suspense>
    </>
  );
}

const toShortcuts = (groups: readonly CommandGroup[], run: (command: Command) => void) =>
  groups.flatMap(({ commands }) =>
    commands.flatMap((command) =>
      command.keys ? [{ keys: command.keys, label: command.label, run: () => run(command) }] : [],
    ),
  );

/** Return the function that opens the page of a command, or runs it. */
function useRunCommand() {
  const navigate = useNavigate();
  const cache = useQueryClient();
  return useMemo(
    () => (command: Command) => {
      if (command.run) command.run(cache);
      // A page that is open already does not move the focus by itself.
      else void navigate({ href: command.to } as never).then(focusForm);
    },
    [navigate, cache],
  );
}
