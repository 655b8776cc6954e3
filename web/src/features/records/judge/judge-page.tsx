import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { Table } from "@/features/records/judge/batch-judging";
import { Figures } from "@/features/records/judge/model-panel";
import { JudgedSoFar } from "@/features/records/judge/session-panel";
import { StrategyChoice, useStrategy } from "@/features/records/judge/strategy-choice";
import { batch } from "@/features/records/queries";
import { Empty, Trouble } from "@/shared/components/feedback";
import { useTitle } from "@/shared/title";

export function JudgePage() {
  useTitle("Judge");
  const [strategy, choose] = useStrategy();
  const next = useQuery(batch(strategy));
  const listings = next.data?.listings ?? [];
  return (
    <div className="page judge-page">
      <h1 className="sr-only">Judge offers</h1>
      <div className="judge-main">
        <Trouble error={next.error} onRetry={() => next.refetch()} />
        {next.isPending && <div className="card ghost" aria-busy="true" />}
        {next.data && listings.length === 0 && (
          <Empty title="Everything has been judged">
            <p>
              <Link to="/sellers">Scrape a seller</Link> for more to judge.
            </p>
          </Empty>
        )}
        {next.data && listings.length > 0 && (
          <Table key={next.dataUpdatedAt} listings={listings} left={next.data.total_unevaluated} />
        )}
      </div>
      <aside className="judge-side" aria-label="Your taste">
        <StrategyChoice chosen={strategy} used={next.data?.strategy} onChoose={choose} />
        <JudgedSoFar />
        <Figures />
      </aside>
    </div>
  );
}
