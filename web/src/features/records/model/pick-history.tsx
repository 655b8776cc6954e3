import { useState } from "react";
import styles from "@/features/records/model/model.module.css";
import { type PastPick, usePicks } from "@/features/records/model/queries";
import { describeChance, describeVotes } from "@/features/records/model/words";
import { Button } from "@/shared/components/button";
import { ErrorAlert, Skeleton } from "@/shared/components/feedback";
import { Link } from "@/shared/components/link";
import { formatDay, formatMoney } from "@/shared/format";

/** Earlier records of the day with their votes, the newest first. */
export function PickHistory() {
  const [page, setPage] = useState(1);
  const picks = usePicks(page);
  const pages = picks.data ? Math.ceil(picks.data.total / picks.data.page_size) : 1;
  return (
    <section className={styles.chart} aria-labelledby="picks">
      <h2 id="picks">Records of the day</h2>
      <ErrorAlert error={picks.error as Error | null} onRetry={() => picks.refetch()} />
      {picks.isPending && <Skeleton rows={3} />}
      {picks.data?.total === 0 && <p className={styles.note}>No record has been picked yet.</p>}
      <ol className={styles.picks} aria-label="Records of the day, the newest first">
        {picks.data?.picks.map((pick) => (
          <PickRow key={pick.id} pick={pick} />
        ))}
      </ol>
      {pages > 1 && (
        <p className={styles.paging}>
          <Button isDisabled={page <= 1} onPress={() => setPage(page - 1)}>
            Newer
          </Button>
          <span role="status">
            Page {page} of {pages}
          </span>
          <Button isDisabled={page >= pages} onPress={() => setPage(page + 1)}>
            Older
          </Button>
        </p>
      )}
    </section>
  );
}

function PickRow({ pick }: { pick: PastPick }) {
  const { listing } = pick;
  const facts = [
    listing.record_price && formatMoney(listing.record_price),
    pick.for_sale ? listing.seller.name : "sold",
    describeChance(pick),
    describeVotes(pick),
  ];
  return (
    <li>
      <time dateTime={pick.date}>{formatDay(pick.date)}</time>
      <Link to="/records/offer/$id" params={{ id: String(listing.id) }}>
        {listing.record.artist} – {listing.record.title}
      </Link>
      <span className={styles.note}>{facts.filter(Boolean).join(" · ")}</span>
    </li>
  );
}
