import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useId, useState } from "react";
import { api } from "@/features/records/api";
import { formatPrice } from "@/features/records/format";
import { parseSearch } from "@/features/records/search/filters";
import { SAVED_SEARCHES } from "@/features/records/search/queries";
import styles from "@/features/records/search/search.module.css";
import type { components } from "@/generated/records";
import { invalidatePaths } from "@/shared/api/api";
import { Button } from "@/shared/components/button";
import { ConfirmDialog } from "@/shared/components/dialog";
import { Switch } from "@/shared/components/fields";
import { Link } from "@/shared/components/link";
import { showToast } from "@/shared/components/toast";
import { pluralize } from "@/shared/format";

type SavedSearch = components["schemas"]["SavedOfferSearch"];

/** Move the focus to the page's heading when the dialog, which keeps it, is gone. */
function focusHeading() {
  requestAnimationFrame(() => {
    if (document.querySelector("[role=alertdialog]")) focusHeading();
    else document.querySelector<HTMLElement>("h1")?.focus({ preventScroll: true });
  });
}

/** A saved search, with its actions. */
export function SavedRow({ search }: { search: SavedSearch }) {
  const nameId = useId();
  const [isAsking, setAsking] = useState(false);
  const { change, remove } = useSavedActions(search);
  const limit = search.max_price === null ? "" : `up to ${formatPrice(search.max_price, search.currency)} · `;
  return (
    <li>
      <Link to="/records" search={toSearch(search)} id={nameId}>
        {search.name}
      </Link>
      <p className="details">{`${limit}${pluralize(search.found, "offer")} found`}</p>
      {search.error && <p className="details">{search.error}</p>}
      <div className={styles.savedActions}>
        <Switch isSelected={search.notify} onChange={(notify) => change.mutate(notify)} aria-describedby={nameId}>
          Notify me
        </Switch>
        <Button variant="quiet" aria-describedby={nameId} onPress={() => setAsking(true)}>
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
        onClose={() => setAsking(false)}
      >
        New offers that match are no longer notified. This cannot be undone.
      </ConfirmDialog>
    </li>
  );
}

const toSearch = ({ filters, max_price, currency }: SavedSearch) => {
  const texts = Object.entries(filters).map(([name, value]) => [name, Array.isArray(value) ? value : String(value)]);
  return parseSearch({ ...Object.fromEntries(texts), ...(max_price !== null && { max_price }), currency });
};

function useSavedActions(search: SavedSearch) {
  const cache = useQueryClient();
  const refresh = () => invalidatePaths(cache, SAVED_SEARCHES);
  const params = { path: { search_id: String(search.id) } };
  const change = useMutation({
    mutationFn: (notify: boolean) => {
      const { name, filters, max_price, currency } = search;
      return api.PUT("/api/records/saved-searches/{search_id}", {
        params,
        body: { name, filters, max_price, currency, notify },
      });
    },
    onSuccess: refresh,
    onError: (error) => void showToast({ kind: "error", message: error.message }),
  });
  const remove = useMutation({
    mutationFn: () => api.DELETE("/api/records/saved-searches/{search_id}", { params }),
    onSuccess: async () => {
      await refresh();
      focusHeading();
    },
  });
  return { change, remove };
}
