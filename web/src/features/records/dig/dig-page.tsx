/** Judging offers one at a time, with buttons, keys or by swiping. */
import { useEffect, useEffectEvent } from "react";
import { digAddress, STRATEGIES, type Strategy } from "@/features/records/dig/address";
import styles from "@/features/records/dig/dig.module.css";
import { DigCard } from "@/features/records/dig/dig-card";
import { RecentVerdicts } from "@/features/records/dig/recent-verdicts";
import { useDig } from "@/features/records/dig/use-dig";
import type { DigBatch, Verdict, VerdictCounts } from "@/features/records/types";
import { handleUndo } from "@/features/records/verdicts/undo-last";
import { EmptyState, ErrorAlert, Skeleton } from "@/shared/components/feedback";
import { RadioGroup } from "@/shared/components/fields";
import { Link } from "@/shared/components/link";
import { PageHeader } from "@/shared/components/page-header";
import { formatCount, pluralize } from "@/shared/format";
import { useShortcuts } from "@/shared/shortcuts";

export function DigPage() {
  const search = digAddress.useSearch();
  const changeSearch = digAddress.useChangeSearch();
  const strategy = search.strategy ?? "varied";
  return (
    <>
      <PageHeader title="Dig" description={search.seller && `Only offers of ${search.seller}`} />
      <div className={styles.choice}>
        <RadioGroup<Strategy>
          label="Which offers"
          value={strategy}
          options={STRATEGIES}
          onChange={(chosen) => changeSearch({ strategy: chosen === "varied" ? undefined : chosen })}
        />
      </div>
      <Dig key={`${strategy} ${search.seller ?? ""}`} />
    </>
  );
}

function Dig() {
  const search = digAddress.useSearch();
  const { batch, queue, recent, counts, judge, undo } = useDig(search);
  const current = queue[0];
  const decide = (verdict: Verdict) => {
    if (current) void judge(current, verdict);
  };
  const undoLast = () => {
    if (recent[0]) void undo(recent[0]);
    return recent[0] !== undefined;
  };
  const onUndo = useEffectEvent(undoLast);
  useEffect(() => handleUndo(() => onUndo()), []);
  useShortcuts("Dig", [
    { keys: "k", label: "Keep", run: () => decide("keep") },
    { keys: "s", label: "Skip", run: () => decide("skip") },
    { keys: "u", label: "Undo the newest verdict", run: undoLast },
  ]);
  const { data, error } = batch;
  return (
    <div className={styles.page}>
      <section aria-label="Offer to judge" className={styles.main}>
        <ErrorAlert error={error} onRetry={() => void batch.refetch()} />
        {batch.isPending && <Skeleton rows={4} label="Loading offers" />}
        {data && current && (
          <>
            <p role="status" className={styles.left}>
              {describe(data, counts ?? data.counts, search.strategy ?? "varied")}
            </p>
            <DigCard
              offer={current}
              unknown={describeUnknown(data, counts ?? data.counts)}
              onDecide={decide}
              onUndo={undoLast}
              canUndo={recent.length > 0}
            />
          </>
        )}
        {data && !current && !batch.isFetching && <NothingLeft counts={counts ?? data.counts} />}
      </section>
      <RecentVerdicts offers={recent} onUndo={undo} />
    </div>
  );
}

function describe(data: DigBatch, counts: VerdictCounts, requested: Strategy): string {
  const left = `${pluralize(counts.unjudged, "offer")} without a verdict`;
  return data.strategy === requested ? left : `${left}, in random order until there are enough verdicts`;
}

/** The match is known once a model has been trained. */
function describeUnknown({ is_trained, needed }: DigBatch, counts: VerdictCounts): string {
  const made = counts.kept + counts.skipped;
  if (is_trained || made >= needed) return "How well it suits you is being worked out";
  return `How well it suits you is known after ${pluralize(needed, "verdict")}; you have made ${formatCount(made)}`;
}

function NothingLeft({ counts }: { counts: VerdictCounts }) {
  const hasVerdicts = counts.kept + counts.skipped > 0;
  return (
    <EmptyState
      title={hasVerdicts ? "Every offer has a verdict" : "No offers yet"}
      action={
        <Link className="button" to={hasVerdicts ? "/records/kept" : "/records/sellers"}>
          {hasVerdicts ? "See what you kept" : "Choose a seller"}
        </Link>
      }
    >
      <p>A scrape of a seller brings new offers.</p>
    </EmptyState>
  );
}
