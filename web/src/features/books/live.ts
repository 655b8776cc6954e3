/** Handles the server-sent events of the books app: changes of the queue and the progress of downloads. */
import type { QueryClient } from "@tanstack/react-query";
import type { DownloadProgress, DownloadQueue } from "@/features/books/api";
import { EVENTS_URL, queueKey, sourcesKey } from "@/features/books/queries";
import { type LiveSource, throttle } from "@/shared/live";

const SOURCES_REFRESH_MS = 5_000;

export function createBooksLiveSource(cache: QueryClient): LiveSource {
  const refreshSources = throttle(() => void cache.invalidateQueries({ queryKey: sourcesKey }), SOURCES_REFRESH_MS);
  const refresh = () => {
    void cache.invalidateQueries({ queryKey: queueKey });
    refreshSources();
  };
  return {
    url: EVENTS_URL,
    resync: refresh,
    events: {
      "books.queue": refresh,
      "books.progress": (data) => storeProgress(cache, data as DownloadProgress),
    },
  };
}

/** Store the progress of a download in the cached queue. */
function storeProgress(cache: QueryClient, progress: DownloadProgress): void {
  cache.setQueryData<DownloadQueue>(
    queueKey,
    (queue) =>
      queue && {
        ...queue,
        downloads: queue.downloads.map((download) =>
          download.id === progress.id ? { ...download, ...progress } : download,
        ),
      },
  );
}
