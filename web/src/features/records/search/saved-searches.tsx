import { useId } from "react";
import { $api } from "@/features/records/api";
import { SAVED_SEARCHES } from "@/features/records/search/queries";
import styles from "@/features/records/search/search.module.css";
import { ErrorAlert } from "@/shared/components/feedback";
import { lazyPart } from "@/shared/components/lazy-part";

// Most people have none.
const SavedRow = lazyPart(() => import("@/features/records/search/saved-row"), "SavedRow");

/** The saved searches; each opens its results, and can be muted and deleted. */
export function SavedSearches() {
  const saved = $api.useQuery("get", SAVED_SEARCHES);
  const searches = saved.data?.searches ?? [];
  const titleId = useId();
  if (searches.length === 0) {
    return <ErrorAlert error={saved.error as Error | null} onRetry={() => void saved.refetch()} />;
  }
  return (
    <section aria-labelledby={titleId}>
      <h2 id={titleId} className={styles.savedTitle}>
        Saved searches
      </h2>
      <ul className={styles.savedList}>
        {searches.map((search) => (
          <SavedRow key={search.id} search={search} />
        ))}
      </ul>
    </section>
  );
}
