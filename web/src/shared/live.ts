/** Server-sent events: one stream per source for the whole page; features poll only while it is closed. */

import { onSignInNeeded } from "@/shared/api/client";

const RETRY_MS = 30_000;

/** A stream of server-sent events, with the handlers of a feature. */
export type LiveSource = {
  url: string;
  /** The handlers of events by event name. */
  events: Record<string, (data: unknown) => void>;
  /** Called when events may have been missed: refetch what they would have changed. */
  resync: () => void;
};

const openUrls = new Set<string>();
const lossListeners = new Set<() => void>();
const reconnects = new Set<() => void>();

/** Call `listener` whenever a stream is lost; return a function that unsubscribes it. */
export function onStreamLost(listener: () => void): () => void {
  lossListeners.add(listener);
  return () => void lossListeners.delete(listener);
}

/** Connect the streams that are closed, now instead of after a while. */
export function reconnectStreams(): void {
  for (const reconnect of reconnects) reconnect();
}

/** Return one source for all sources of the same stream, which calls all their handlers. */
export function mergeSources(sources: readonly LiveSource[]): LiveSource[] {
  const urls = [...new Set(sources.map(({ url }) => url))];
  return urls.map((url) => {
    const merged = sources.filter((source) => source.url === url);
    const names = new Set(merged.flatMap(({ events }) => Object.keys(events)));
    const handle = (name: string) => (data: unknown) => {
      for (const { events } of merged) events[name]?.(data);
    };
    return {
      url,
      events: Object.fromEntries([...names].map((name) => [name, handle(name)])),
      resync: () => {
        for (const { resync } of merged) resync();
      },
    };
  });
}

/** Return whether a stream is open; while it is not, its feature polls. */
export const isLive = (url: string): boolean => openUrls.has(url);
export const isAnyLive = (): boolean => openUrls.size > 0;

/**
 * Follow a stream until the returned function is called. While the page is hidden, the connection is closed. The stream
 * also ends when a sign-in is required: an EventSource cannot send the page header, so the browser would open a prompt.
 */
export function followEvents(source: LiveSource): () => void {
  if (typeof EventSource === "undefined") return () => undefined;
  let stream: EventSource | null = null;
  let wasOpen = false;

  const markClosed = () => {
    // A refetch starts polling.
    if (openUrls.delete(source.url)) source.resync();
  };
  const close = () => {
    stream?.close();
    stream = null;
    markClosed();
  };
  const connect = () => {
    if (stream || document.visibilityState === "hidden") return;
    const opened = openStream(source);
    stream = opened;
    opened.addEventListener("open", () => {
      openUrls.add(source.url);
      // Queries are fresh when the first stream opens; a later stream may follow a gap.
      if (wasOpen) source.resync();
      wasOpen = true;
    });
    opened.addEventListener("error", () => {
      for (const listener of lossListeners) listener();
      // The browser does not reconnect a stream that the server refused.
      if (opened.readyState === EventSource.CLOSED && stream === opened) stream = null;
      markClosed();
    });
  };
  const reconnect = () => {
    if (stream?.readyState === EventSource.OPEN) return;
    stream?.close();
    stream = null;
    connect();
  };
  const onVisibilityChange = () => (document.visibilityState === "hidden" ? close() : connect());

  document.addEventListener("visibilitychange", onVisibilityChange);
  const retry = setInterval(connect, RETRY_MS);
  reconnects.add(reconnect);
  const stop = () => {
    reconnects.delete(reconnect);
    document.removeEventListener("visibilitychange", onVisibilityChange);
    clearInterval(retry);
    unsubscribe();
    close();
  };
  const unsubscribe = onSignInNeeded(stop);
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

/** Return a throttled `action`: it runs immediately, then at most once per `milliseconds`, with a trailing call. */
export function throttle(action: () => void, milliseconds: number): () => void {
  let timer: ReturnType<typeof setTimeout> | null = null;
  let isPending = false;
  const run = () => {
    timer = null;
    if (isPending) call();
  };
  const call = () => {
    isPending = timer !== null;
    if (timer !== null) return;
    action();
    timer = setTimeout(run, milliseconds);
  };
  return call;
}
