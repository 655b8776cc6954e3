import { describe, expect, it } from "vitest";
import type { DownloadState } from "@/features/books/api";
import { STEP_MS, StatePacer } from "@/features/books/state-pacer";

const download = (state: DownloadState, added_at = "2026-01-01T00:00:00Z") => ({ id: "a", state, added_at });

describe("StatePacer", () => {
  it("shows every state of a fast download for a moment", () => {
    const pacer = new StatePacer();
    pacer.present([], 0);
    const show = (state: DownloadState, now: number) => pacer.present([download(state)], now)[0]?.state;
    expect(show("complete", 1_000)).toBe("queued");
    expect(pacer.nextAt).toBe(1_000 + STEP_MS);
    expect(show("complete", 1_000 + STEP_MS - 1)).toBe("queued");
    expect(show("complete", 1_000 + STEP_MS)).toBe("downloading");
    expect(show("complete", 1_000 + 2 * STEP_MS)).toBe("complete");
    expect(pacer.nextAt).toBeNull();
  });

  it("shows every state of a book that was queued before the page knew the queue", () => {
    const pacer = new StatePacer();
    pacer.request("a");
    const show = (now: number) => pacer.present([download("downloading")], now)[0]?.state;
    expect(show(0)).toBe("queued");
    expect(show(STEP_MS)).toBe("downloading");
  });

  it("shows Queued before Preparing, and Preparing only while it lasts", () => {
    const pacer = new StatePacer();
    pacer.present([], 0);
    const show = (state: DownloadState, now: number) => pacer.present([download(state)], now)[0]?.state;
    expect(show("resolving", 0)).toBe("queued");
    expect(pacer.nextAt).toBe(STEP_MS);
    expect(show("resolving", STEP_MS - 1)).toBe("queued");
    expect(show("resolving", STEP_MS)).toBe("resolving");
    expect(show("complete", STEP_MS + 1)).toBe("resolving");
    expect(show("complete", 2 * STEP_MS)).toBe("downloading");
    expect(show("complete", 3 * STEP_MS)).toBe("complete");
  });

  it("shows old downloads, failures and a new start at once", () => {
    const pacer = new StatePacer();
    const show = (state: DownloadState, now: number, added?: string) =>
      pacer.present([download(state, added)], now)[0]?.state;
    expect(show("complete", 0)).toBe("complete");
    expect(show("queued", 1, "2026-01-02T00:00:00Z")).toBe("queued");
    expect(show("error", 2, "2026-01-02T00:00:00Z")).toBe("error");
    expect(show("queued", 3, "2026-01-02T00:00:00Z")).toBe("queued");
  });
});
