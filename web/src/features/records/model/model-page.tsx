import { AccuracyChart } from "@/features/records/model/accuracy-chart";
import styles from "@/features/records/model/model.module.css";
import { OfferChart } from "@/features/records/model/offer-chart";
import { PickHistory } from "@/features/records/model/pick-history";
import { type Band, type ModelStatistics, type Statistics, useStatistics } from "@/features/records/model/queries";
import { RivalsTable } from "@/features/records/model/rivals-table";
import { describeModel } from "@/features/records/model/words";
import { EmptyState, ErrorAlert, Skeleton } from "@/shared/components/feedback";
import { Link } from "@/shared/components/link";
import { PageHeader } from "@/shared/components/page-header";
import { formatCount, pluralize } from "@/shared/format";

/** How good the model of the owner's taste is, what it has learnt, and what is stored, as charts and tables. */
export function ModelPage() {
  const statistics = useStatistics();
  const model = statistics.data?.model;
  return (
    <div className="page">
      <PageHeader
        title="Model"
        description={model?.accuracy ? describeModel(model) : "What it learns from your verdicts."}
      />
      <ErrorAlert error={statistics.error as Error | null} onRetry={() => statistics.refetch()} />
      {statistics.isPending && <Skeleton rows={5} />}
      {model && !model.is_trained && <Untrained model={model} />}
      {model && <Patterns patterns={model.patterns} />}
      {model && <RivalsTable rivals={model.rivals} />}
      {model && <AccuracyChart history={model.history} />}
      {statistics.data && statistics.data.totals.offers > 0 && <Charts statistics={statistics.data} />}
      {!statistics.isPending && <PickHistory />}
    </div>
  );
}

function Untrained({ model }: { model: ModelStatistics }) {
  return (
    <EmptyState
      title={`${formatCount(model.labels)} of ${formatCount(model.needed)} verdicts that a model needs`}
      action={<Link to="/records/dig">Dig</Link>}
    >
      {model.labels >= model.needed && model.last_reason && (
        <p>The last training gave no model: {model.last_reason}.</p>
      )}
    </EmptyState>
  );
}

function Patterns({ patterns }: { patterns: ModelStatistics["patterns"] }) {
  if (patterns.length === 0) return null;
  return (
    <section className={styles.chart} aria-labelledby="patterns">
      <h2 id="patterns">What it learnt</h2>
      <ul className={styles.patterns}>
        {patterns.map(({ text, verdict, offers }) => (
          <li key={text} className={verdict === "kept" ? styles.good : styles.bad}>
            {text}
            <span className={styles.note}> – a reason for {pluralize(offers, "open offer")}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

const toRows = (bands: readonly Band[]) => bands.map(({ offers, ...band }) => ({ ...band, total: offers }));

function Charts({ statistics }: { statistics: Statistics }) {
  const { totals, prices, genres, decades, conditions, verdicts } = statistics;
  const days = verdicts.map(({ day, kept, skipped }) => ({ name: day, total: kept + skipped, kept, skipped }));
  return (
    <section className={styles.charts} aria-labelledby="charts">
      <h2 id="charts">Offers and verdicts</h2>
      <p className={styles.note}>
        {pluralize(totals.offers, "offer")} for sale: {formatCount(totals.kept)} kept, {formatCount(totals.skipped)}{" "}
        skipped.
      </p>
      <OfferChart title="Prices" nameLabel="US dollars" totalLabel="Offers" rows={toRows(prices)} />
      <OfferChart title="Genres" nameLabel="Genre" totalLabel="Offers" rows={toRows(genres)} />
      <OfferChart title="Decades" nameLabel="Decade" totalLabel="Offers" rows={toRows(decades)} />
      <OfferChart title="Conditions" nameLabel="Condition" totalLabel="Offers" rows={toRows(conditions)} />
      <OfferChart title="Verdicts by day" nameLabel="Day" totalLabel="Verdicts" rows={days} />
    </section>
  );
}
