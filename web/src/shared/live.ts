/** Server-sent events: one stream per source for the whole page, and polling only while it is not open. */

import { onSignInNeeded } from "@/shared/api/client";

const RETRY_MS = 30_000;

/** What a feature hears of the server. */
export type LiveSource = {
  url: string;
  /** What to do with the data of each event, by its name. */
  events: Record<string, (data: unknown) => void>;
  /** Some events may have been missed: read again what they would have changed. */
  resync: () => void;
};

const openUrls = new Set<string>();

/** Whether a stream is open; while it is not, its feature polls. */
export const isLive = (url: string): boolean => openUrls.has(url);
export const isAnyLive = (): boolean => openUrls.size > 0;

/**
 * Follow a stream until the returned function is called. A page that nobody sees gives its connection back. It ends, too,
 * when somebody has to sign in: a stream cannot say that it comes from a page, so that the browser would open a prompt.
 */
export function followEvents(source: LiveSource): () => void {
  if (typeof EventSource === "undefined") return () => undefined;
  let stream: EventSource | null = null;
  let wasOpen = false;

  const lose = () => {
    // Reading again starts the polls.
    if (openUrls.delete(source.url)) source.resync();
  };
  const close = () => {
    stream?.close();
    stream = null;
    lose();
  };
  const connect = () => {
    if (stream || document.visibilityState === "hidden") return;
    const opened = openStream(source);
    stream = opened;
    opened.addEventListener("open", () => {
      openUrls.add(source.url);
      // The first stream begins with what has just changed; a later one may follow a longer gap.
      if (wasOpen) source.resync();
      wasOpen = true;
    });
    opened.addEventListener("error", () => {
      // The browser does not try a stream again that was refused.
      if (opened.readyState === EventSource.CLOSED && stream === opened) stream = null;
      lose();
    });
  };
  const onVisibilityChange = () => (document.visibilityState === "hidden" ? close() : connect());

  document.addEventListener("visibilitychange", onVisibilityChange);
  const retry = setInterval(connect, RETRY_MS);
  const stop = () => {
    document.removeEventListener("visibilitychange", onVisibilityChange);
    clearInterval(retry);
    forget();
    close();
  };
  const forget = onSignInNeeded(stop);
  connect();
  return stop;
}

function openStream({ url, events, resync }: LiveSource): EventSource {
  const stream = new EventSource(url);
  stream.addEventListener("resync", resync);
  for (const [name, handle] of Object.entries(events)) {
    stream.addEventListener(name, (event) => handle(JSON.parse((event as MessageEvent<string>).data)));
  }
  return stream;
}

/** Return a function that calls `action` at once, then at most once per `milliseconds`, and once more at the end. */
export function throttle(action: () => void, milliseconds: number): () => void {
  let timer: ReturnType<typeof setTimeout> | null = null;
  let isWanted = false;
  const run = () => {
    timer = null;
    if (isWanted) call();
  };
  const call = () => {
    isWanted = timer !== null;
    if (timer !== null) return;
    action();
    timer = setTimeout(run, milliseconds);
  };
  return call;
}
