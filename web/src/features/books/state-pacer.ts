/** Shows every state of a download for a moment, also when it is faster than the page learns of it. */
import type { DownloadState } from "@/features/books/api";

/** What the pacer needs of a download. */
type PacedDownload = { id: string; state: DownloadState; added_at: string };

type Shown = { state: DownloadState; at: number; addedAt: string };

export const STEP_MS = 800;
/** The states that every book goes through; it is prepared between the first two, for as long as that takes. */
const STEPS: readonly DownloadState[] = ["queued", "downloading", "complete"];
const RANKS: Partial<Record<DownloadState, number>> = { queued: 0, resolving: 0.5, downloading: 1, complete: 2 };

export class StatePacer {
  private shown = new Map<string, Shown>();
  private hasStarted = false;
  private requested = new Set<string>();
  /** When the next state is due, in milliseconds; null while nothing is held back. */
  nextAt: number | null = null;

  /** Take a book for one that is queued now, also when the first queue that the page gets has it further already. */
  request(id: string) {
    this.requested.add(id);
  }

  /** Return the downloads with the states to show now, each at most one step further than before. */
  present<D extends PacedDownload>(downloads: readonly D[], now: number): D[] {
    const shown = new Map<string, Shown>();
    this.nextAt = null;
    const result = downloads.map((download) => {
      const next = this.advance(download, now);
      shown.set(download.id, next);
      return next.state === download.state ? download : { ...download, state: next.state };
    });
    this.shown = shown;
    this.hasStarted = true;
    return result;
  }

  private advance({ id, state, added_at: addedAt }: PacedDownload, now: number): Shown {
    const known = this.shown.get(id);
    const target = RANKS[state] ?? -1;
    if (!known || known.addedAt !== addedAt) {
      // A download of before the page was opened has been in its state for longer.
      const isNew = this.requested.delete(id) || this.hasStarted;
      const first = isNew && target > 0 ? "queued" : state;
      if (first !== state) this.schedule(now + STEP_MS);
      return { state: first, at: now, addedAt };
    }
    if (known.state === state) return known;
    const current = RANKS[known.state] ?? target;
    if (target <= current) return { state, at: now, addedAt };
    if (now < known.at + STEP_MS) {
      this.schedule(known.at + STEP_MS);
      return known;
    }
    const step = STEPS.find((next) => (RANKS[next] ?? 0) > current) ?? state;
    const next = state === "resolving" ? state : step;
    if (next !== state) this.schedule(now + STEP_MS);
    return { state: next, at: now, addedAt };
  }

  private schedule(at: number) {
    this.nextAt = this.nextAt === null ? at : Math.min(this.nextAt, at);
  }
}
