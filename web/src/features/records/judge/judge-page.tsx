import { useQuery } from "@tanstack/react-query";
import { BatchJudging } from "@/features/records/judge/batch-judging";
import { ModelPanel } from "@/features/records/judge/model-panel";
import { SessionPanel } from "@/features/records/judge/session-panel";
import { StrategyChoice, useStrategy } from "@/features/records/judge/strategy-choice";
import { batchQuery } from "@/features/records/queries";
import { EmptyState, ErrorAlert } from "@/shared/components/feedback";
import { Link } from "@/shared/components/link";
import { useDocumentTitle } from "@/shared/hooks";

export function JudgePage() {
  useDocumentTitle("Judge");
  const [strategy, setStrategy] = useStrategy();
  const batch = useQuery(batchQuery(strategy));
  const listings = batch.data?.listings ?? [];
  return (
    <div className="page judge-page">
      <h1 className="sr-only">Judge offers</h1>
      <div className="judge-main">
        <ErrorAlert error={batch.error} onRetry={() => batch.refetch()} />
        {batch.isPending && <div className="card loading" aria-busy="true" />}
        {batch.data && listings.length === 0 && (
          <EmptyState title="Every offer has a verdict">
            <p>
              <Link to="/records/sellers">Scrape a seller</Link> to get more offers.
            </p>
          </EmptyState>
        )}
        {batch.data && listings.length > 0 && (
          <BatchJudging key={batch.dataUpdatedAt} listings={listings} left={batch.data.total_unevaluated} />
        )}
      </div>
      <aside className="judge-side" aria-label="Your taste">
        <StrategyChoice chosen={strategy} used={batch.data?.strategy} onChoose={setStrategy} />
        <SessionPanel />
        <ModelPanel />
      </aside>
    </div>
  );
}
