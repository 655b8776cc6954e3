import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { batch } from "@/api/reads";
import { Figures } from "@/pages/judge/figures";
import { JudgedSoFar } from "@/pages/judge/so-far";
import { StrategyChoice, useStrategy } from "@/pages/judge/strategy";
import { Table } from "@/pages/judge/table";
import { Empty, Trouble } from "@/parts/notice";
import { useTitle } from "@/parts/title";

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
