/** The shortlist: kept offers by seller with totals, and the skipped ones. */
import { queryOptions, useQuery } from "@tanstack/react-query";
import { api } from "@/features/records/api";
import { OfferRow } from "@/features/records/components/offer-row";
import { formatPrice } from "@/features/records/format";
import { keptAddress } from "@/features/records/kept/address";
import styles from "@/features/records/kept/kept.module.css";
import { WantButton } from "@/features/records/offer/want-button";
import { recordsKey } from "@/features/records/queries";
import { readCurrency } from "@/features/records/search/currency";
import type { JudgedOffer, Verdict, VerdictList } from "@/features/records/types";
import { useVerdict } from "@/features/records/verdicts/use-verdict";
import { Button } from "@/shared/components/button";
import { EmptyState, ErrorAlert, Skeleton } from "@/shared/components/feedback";
import { RadioGroup } from "@/shared/components/fields";
import { Link } from "@/shared/components/link";
import { PageHeader } from "@/shared/components/page-header";
import { formatCount, pluralize } from "@/shared/format";

const verdictsQuery = (verdict: Verdict, currency: string) =>
  queryOptions({
    queryKey: recordsKey("verdicts", verdict, currency),
    queryFn: async ({ signal }) => {
      const { data } = await api.GET("/api/records/verdicts", { params: { query: { verdict, currency } }, signal });
      return data as NonNullable<typeof data>;
    },
    staleTime: 0,
  });

export function KeptPage() {
  const { verdict = "keep" } = keptAddress.useSearch();
  const changeSearch = keptAddress.useChangeSearch();
  const currency = readCurrency();
  const { data, error, refetch } = useQuery(verdictsQuery(verdict, currency));
  const shown = data?.groups.reduce((sum, group) => sum + group.offers.length, 0) ?? 0;
  const query = new URLSearchParams({ verdict, currency, sort: "newest" });
  return (
    <>
      <PageHeader
        title="Kept"
        description={data && `${formatCount(data.counts.kept)} kept, ${formatCount(data.counts.skipped)} skipped`}
        actions={
          shown > 0 && (
            <a className="button quiet" href={`/api/records/export.csv?${query}`} download={`${verdict}.csv`}>
              Export CSV
            </a>
          )
        }
      />
      <RadioGroup<Verdict>
        label="Show"
        value={verdict}
        options={{ keep: "Kept", skip: "Skipped" }}
        onChange={(chosen) => changeSearch({ verdict: chosen === "skip" ? "skip" : undefined })}
      />
      <ErrorAlert error={error} onRetry={() => void refetch()} />
      {!data && !error && <Skeleton label="Loading verdicts" />}
      {data && shown === 0 && <NoVerdicts verdict={verdict} />}
      {data && shown > 0 && <Groups list={data} verdict={verdict} />}
    </>
  );
}

function Groups({ list, verdict }: { list: VerdictList; verdict: Verdict }) {
  const total = list.counts[verdict === "keep" ? "kept" : "skipped"];
  const shown = list.groups.reduce((sum, group) => sum + group.offers.length, 0);
  return (
    <div className={styles.groups}>
      {list.groups.map((group) => (
        <section key={group.seller} aria-label={group.seller}>
          <div className={styles.heading}>
            <h2>
              <Link to="/records/sellers/$name" params={{ name: group.seller }} preload={false}>
                {group.seller}
              </Link>
            </h2>
            <p>{describeTotals(group, list.currency)}</p>
          </div>
          {group.offers.map((offer) => (
            <OfferRow key={offer.id} offer={offer} currency={list.currency} level={3} hideSeller>
              <Actions offer={offer} />
            </OfferRow>
          ))}
        </section>
      ))}
      {shown < total && (
        <p className="details">
          The newest {formatCount(shown)} of {formatCount(total)} are listed.
        </p>
      )}
    </div>
  );
}

function Actions({ offer }: { offer: JudgedOffer }) {
  const { judge, save } = useVerdict();
  const isKept = offer.verdict === "keep";
  // The row leaves the list, and its buttons with it: the focus moves to the heading.
  const leave = () => document.querySelector<HTMLElement>("h1")?.focus();
  return (
    <div className={styles.actions}>
      <Button
        onPress={() => {
          leave();
          void judge(offer, isKept ? "skip" : "keep");
        }}
      >
        {isKept ? "Skip" : "Keep"}
      </Button>
      <Button
        onPress={() => {
          leave();
          void save(offer, null);
        }}
      >
        Undo
      </Button>
      {isKept && <WantButton offer={offer} />}
    </div>
  );
}

function describeTotals({ offers, totals, total }: VerdictList["groups"][number], currency: string): string {
  const count = pluralize(offers.length, "offer");
  const own = totals.map((sum) => formatPrice(sum.amount, sum.currency)).join(" + ");
  const isConverted = totals.some((sum) => sum.currency !== currency);
  return [count, own, isConverted && total !== null && `${formatPrice(total, currency)} in all`]
    .filter(Boolean)
    .join(", ");
}

function NoVerdicts({ verdict }: { verdict: Verdict }) {
  return (
    <EmptyState
      title={verdict === "keep" ? "Nothing kept yet" : "Nothing skipped yet"}
      action={
        <Link className="button" to="/records/dig">
          Dig
        </Link>
      }
    >
      <p>Your verdicts are listed here, and you can change each of them.</p>
    </EmptyState>
  );
}
