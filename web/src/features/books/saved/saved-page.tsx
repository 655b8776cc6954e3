import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useId, useState } from "react";
import { api, type SavedSearch } from "@/features/books/api";
import { formatLanguages } from "@/features/books/format";
import { bodyOf, savedKey, savedQuery } from "@/features/books/queries";
import { SaveSearchDialog } from "@/features/books/saved/save-search-dialog";
import styles from "@/features/books/saved/saved.module.css";
import { Button } from "@/shared/components/button";
import { ConfirmDialog } from "@/shared/components/dialog";
import { EmptyState, ErrorAlert, Skeleton } from "@/shared/components/feedback";
import { Switch } from "@/shared/components/fields";
import { Link } from "@/shared/components/link";
import { PageHeader } from "@/shared/components/page-header";
import { showToast } from "@/shared/components/toast";
import { formatDateTime, pluralize } from "@/shared/format";

export function SavedPage() {
  const saved = useQuery(savedQuery());
  const [isOpen, setIsOpen] = useState(false);
  const searches = saved.data?.searches ?? [];
  const add = (
    <Button variant="primary" onPress={() => setIsOpen(true)}>
      New saved search
    </Button>
  );
  return (
    <div className="page">
      <PageHeader
        title="Saved searches"
        description={
          saved.data &&
          `Each runs every ${pluralize(saved.data.hours, "hour")}. Together they queue at most ${pluralize(saved.data.daily, "book")} a day.`
        }
        actions={searches.length > 0 && add}
      />
      <ErrorAlert error={saved.error} onRetry={() => void saved.refetch()} />
      {saved.isPending && <Skeleton rows={3} label="Loading the saved searches" />}
      {saved.data && searches.length === 0 && (
        <EmptyState title="No search is saved" action={add}>
          A saved search looks for new books regularly and can queue them.
        </EmptyState>
      )}
      {searches.length > 0 && (
        <ul aria-label="Saved searches" className={styles.list}>
          {searches.map((search) => (
            <SavedRow key={search.id} search={search} />
          ))}
        </ul>
      )}
      <SaveSearchDialog isOpen={isOpen} onClose={() => setIsOpen(false)} />
    </div>
  );
}

function SavedRow({ search }: { search: SavedSearch }) {
  const titleId = useId();
  const [isAsking, setIsAsking] = useState(false);
  const { enable, run, remove } = useSavedActions(search);
  const words = [search.query, ...search.title, ...search.author, ...search.isbn].filter(Boolean).join(" ");
  const facts = [...search.format.map((format) => format.toUpperCase()), formatLanguages(search.lang.join(","))];
  return (
    <li className={styles.row}>
      <div className={styles.text}>
        <h2 id={titleId}>{search.name}</h2>
        <p>
          <Link
            className={styles.link}
            to="/books"
            search={{ q: words, format: search.format[0] ?? "", lang: search.lang[0] ?? "all" }}
          >
            {words}
          </Link>
          {facts.filter(Boolean).map((fact) => ` · ${fact}`)}
        </p>
        <p className={styles.muted}>
          {search.next_run_at ? `Next run: ${formatDateTime(search.next_run_at)}` : "Off"}
          {search.ran_at ? ` · last run: ${formatDateTime(search.ran_at)}` : " · has not run yet"}
          {` · ${pluralize(search.found, "book")} found, ${search.queued} queued`}
        </p>
        {search.error && <p className={styles.error}>{search.error}</p>}
      </div>
      <div className={styles.actions}>
        <Switch isSelected={search.enabled} onChange={(enabled) => enable.mutate(enabled)} aria-describedby={titleId}>
          {search.enabled ? "On" : "Off"}
        </Switch>
        <Button
          aria-describedby={titleId}
          isDisabled={!search.enabled}
          isPending={run.isPending}
          onPress={() => run.mutate()}
        >
          Run now
        </Button>
        <Button variant="danger" aria-describedby={titleId} onPress={() => setIsAsking(true)}>
          Delete
        </Button>
      </div>
      <ConfirmDialog
        title={`Delete “${search.name}”?`}
        confirmLabel="Delete the search"
        isOpen={isAsking}
        isPending={remove.isPending}
        error={remove.error}
        onConfirm={() => remove.mutate()}
        onClose={() => setIsAsking(false)}
      >
        Books that it has queued stay in the queue. This cannot be undone.
      </ConfirmDialog>
    </li>
  );
}

function useSavedActions({ id, name }: SavedSearch) {
  const cache = useQueryClient();
  const refresh = () => cache.invalidateQueries({ queryKey: savedKey });
  const onError = (error: Error) => void showToast({ kind: "error", message: error.message });
  const params = { params: { path: { search_id: String(id) } } };
  const enable = useMutation({
    mutationFn: async (enabled: boolean) =>
      bodyOf(await api.PATCH("/api/saved-searches/{search_id}", { ...params, body: { enabled } })),
    onSuccess: refresh,
    onError,
  });
  const run = useMutation({
    mutationFn: async () => bodyOf(await api.POST("/api/books/saved-searches/{search_id}/run", params)),
    onSuccess: () => {
      showToast({ message: `“${name}” runs as soon as a worker is free.` });
      return refresh();
    },
    onError,
  });
  const remove = useMutation({
    mutationFn: async () => bodyOf(await api.DELETE("/api/saved-searches/{search_id}", params)),
    onSuccess: async () => {
      await refresh();
      document.querySelector<HTMLElement>("h1")?.focus({ preventScroll: true });
    },
  });
  return { enable, run, remove };
}
