import { sellerAddress } from "@/features/records/sellers/addresses";
import { type SellerDetails, useCancelScrape, useScrape, useSeller } from "@/features/records/sellers/queries";
import { ScheduleForm } from "@/features/records/sellers/schedule-form";
import { ScrapeHistory } from "@/features/records/sellers/scrape-history";
import { ScrapeProgress } from "@/features/records/sellers/scrape-progress";
import { isRunning } from "@/features/records/sellers/scrape-status";
import styles from "@/features/records/sellers/sellers.module.css";
import { WantedOffers } from "@/features/records/sellers/wanted-offers";
import { ApiError } from "@/shared/api/client";
import { Button } from "@/shared/components/button";
import { EmptyState, ErrorAlert, Skeleton } from "@/shared/components/feedback";
import { Link } from "@/shared/components/link";
import { PageHeader } from "@/shared/components/page-header";
import { pluralize } from "@/shared/format";

/** A seller: its scrapes with live counts, its schedule, and its offers against the wantlist. */
export function SellerPage() {
  const { name } = sellerAddress.useParams();
  const details = useSeller(name);
  const error = details.error as Error | null;
  const isUnknown = error instanceof ApiError && error.status === 404;
  return (
    <div className="page">
      <PageHeader
        title={details.data?.seller.name ?? name}
        description={details.data && <Summary details={details.data} />}
        actions={details.data && <ScrapeActions name={name} details={details.data} />}
      />
      {details.isPending && <Skeleton rows={5} />}
      {!isUnknown && <ErrorAlert error={error} onRetry={() => details.refetch()} />}
      {isUnknown && <UnknownSeller name={name} />}
      {details.data && <Sections name={name} details={details.data} />}
    </div>
  );
}

function Summary({ details: { seller } }: { details: SellerDetails }) {
  return (
    <>
      {pluralize(seller.offers, "offer")}, {seller.kept} kept, {pluralize(seller.wanted, "release")} of your wantlist.{" "}
      <Link to="/records" search={{ seller: seller.name }}>
        See all offers
      </Link>
    </>
  );
}

function ScrapeActions({ name, details }: { name: string; details: SellerDetails }) {
  const scrape = useScrape();
  const cancel = useCancelScrape();
  const isBusy = isRunning(details.scrapes[0]);
  return (
    <>
      <Button
        variant="primary"
        isPending={scrape.isPending || isBusy}
        onPress={() => scrape.mutate({ seller: name, mode: "new" })}
      >
        Scrape
      </Button>
      {isBusy ? (
        <Button isPending={cancel.isPending} onPress={() => cancel.mutate(name)}>
          Cancel
        </Button>
      ) : (
        <Button isPending={scrape.isPending} onPress={() => scrape.mutate({ seller: name, mode: "full" })}>
          Scrape all offers
        </Button>
      )}
      <ErrorAlert error={scrape.error ?? cancel.error} />
    </>
  );
}

function UnknownSeller({ name }: { name: string }) {
  return (
    <EmptyState
      title={`No offers of ${name} are stored`}
      action={
        <Link to="/records/sellers" search={{ seller: name }}>
          Scrape this seller
        </Link>
      }
    />
  );
}

function Sections({ name, details }: { name: string; details: SellerDetails }) {
  const [newest] = details.scrapes;
  return (
    <>
      {newest && <ScrapeProgress status={newest} />}
      <section className={styles.section} aria-labelledby="wanted-offers">
        <h2 id="wanted-offers">Offers on your wantlist</h2>
        <WantedOffers offers={details.wanted_offers} />
      </section>
      <section className={styles.section} aria-labelledby="schedule">
        <h2 id="schedule">Schedule</h2>
        <ScheduleForm
          key={name}
          name={name}
          schedule={details.seller.schedule}
          fullScrapeDays={details.full_scrape_days}
        />
      </section>
      <section className={styles.section} aria-labelledby="history">
        <h2 id="history">Scrapes</h2>
        <ScrapeHistory scrapes={details.scrapes} />
      </section>
    </>
  );
}
