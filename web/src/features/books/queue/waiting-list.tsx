import { Button as AriaButton } from "react-aria-components/Button";
import { GridList, GridListItem } from "react-aria-components/GridList";
import { useDragAndDrop } from "react-aria-components/useDragAndDrop";
import type { Download } from "@/features/books/api";
import { DownloadRow } from "@/features/books/queue/download-row";
import styles from "@/features/books/queue/queue.module.css";
import { useQueueActions } from "@/features/books/use-downloads";
import { Menu } from "@/shared/components/menu";

/** The queued books in their order, which can be changed by dragging, with the keyboard and from a menu. */
export function WaitingList({ downloads }: { downloads: readonly Download[] }) {
  const { move } = useQueueActions();
  const ids = downloads.map(({ id }) => id);
  const { dragAndDropHooks } = useDragAndDrop({
    getItems: (keys) => [...keys].map((key) => ({ "text/plain": titleOf(downloads, String(key)) })),
    onReorder: ({ keys, target }) => {
      const [id] = [...keys].map(String);
      if (id !== undefined) move.mutate({ id, before: findNext(ids, id, target) });
    },
  });
  return (
    <GridList
      aria-label="Waiting books"
      items={downloads.map((download) => ({ ...download }))}
      dependencies={[downloads]}
      dragAndDropHooks={dragAndDropHooks}
      keyboardNavigationBehavior="tab"
      className={styles.list}
    >
      {(download) => (
        <GridListItem textValue={download.title} className={styles.row}>
          {downloads.length > 1 && (
            <AriaButton slot="drag" className={styles.handle} aria-label={`Move ${download.title}`}>
              ⠿
            </AriaButton>
          )}
          <DownloadRow download={download}>
            {downloads.length > 1 && (
              <Menu label={`Order of ${download.title}`} actions={orderActions(ids, download.id, move.mutate)} />
            )}
          </DownloadRow>
        </GridListItem>
      )}
    </GridList>
  );
}

const titleOf = (downloads: readonly Download[], id: string) =>
  downloads.find((download) => download.id === id)?.title ?? id;

type Target = { key: string | number; dropPosition: "before" | "after" | "on" };

/** Return the id of the book that follows the place where one was dropped; null for the end. */
export function findNext(ids: readonly string[], id: string, { key, dropPosition }: Target): string | null {
  const rest = ids.filter((other) => other !== id);
  const place = rest.indexOf(String(key)) + (dropPosition === "after" ? 1 : 0);
  return rest[place] ?? null;
}

type Move = (change: { id: string; before: string | null }) => void;

function orderActions(ids: readonly string[], id: string, move: Move) {
  const place = ids.indexOf(id);
  const last = ids.length - 1;
  const to = (before: string | undefined) => () => move({ id, before: before ?? null });
  return [
    { id: "first", label: "Move to the front", run: to(ids[0]), isDisabled: place === 0 },
    { id: "up", label: "Move up", run: to(ids[place - 1]), isDisabled: place === 0 },
    { id: "down", label: "Move down", run: to(ids[place + 2]), isDisabled: place === last },
    { id: "last", label: "Move to the end", run: to(undefined), isDisabled: place === last },
  ];
}
