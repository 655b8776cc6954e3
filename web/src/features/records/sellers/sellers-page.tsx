import { sellersAddress } from "@/features/records/sellers/addresses";
import { type Seller, useSellers } from "@/features/records/sellers/queries";
import { ScrapeForm } from "@/features/records/sellers/scrape-form";
import { formatState, isRunning } from "@/features/records/sellers/scrape-status";
import styles from "@/features/records/sellers/sellers.module.css";
import { WantlistPanel } from "@/features/records/sellers/wantlist-panel";
import { ErrorAlert, Skeleton } from "@/shared/components/feedback";
import { Link } from "@/shared/components/link";
import { PageHeader } from "@/shared/components/page-header";
import { formatCount, formatDateTime } from "@/shared/format";

/** All sellers, ranked by how many wanted releases they offer, and a form that scrapes one. */
export function SellersPage() {
  const { seller = "" } = sellersAddress.useSearch();
  const sellers = useSellers();
  const rows = sellers.data?.sellers ?? [];
  return (
    <div className="page">
      <PageHeader title="Sellers" description="Ranked by how many releases of your wantlist they offer." />
      <ScrapeForm key={seller} known={rows.map(({ name }) => name)} initial={seller} />
      <WantlistPanel />
      <ErrorAlert error={sellers.error as Error | null} onRetry={() => sellers.refetch()} />
      {sellers.isPending && <Skeleton rows={4} />}
      {sellers.data && rows.length === 0 && <p className={styles.note}>No seller has been scraped yet.</p>}
      {rows.length > 0 && <SellerTable sellers={rows} />}
    </div>
  );
}

function SellerTable({ sellers }: { sellers: readonly Seller[] }) {
  return (
    <div className={styles.scroll}>
      <table className={styles.table} aria-label="Sellers">
        <thead>
          <tr>
            <th scope="col">Seller</th>
            <th scope="col" className={styles.number}>
              Wanted
            </th>
            <th scope="col" className={styles.number}>
              Offers
            </th>
            <th scope="col" className={`${styles.number} ${styles.wide}`}>
              Kept
            </th>
            <th scope="col">Last scrape</th>
            <th scope="col" className={styles.wide}>
              Schedule
            </th>
          </tr>
        </thead>
        <tbody>
          {sellers.map((seller) => (
            <SellerRow key={seller.name} seller={seller} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function SellerRow({ seller }: { seller: Seller }) {
  const { name, wanted, offers, kept, last_scrape: scrape, schedule } = seller;
  return (
    <tr>
      <th scope="row">
        <Link to="/records/sellers/$name" params={{ name }}>
          {name}
        </Link>
      </th>
      <td className={styles.number}>{formatCount(wanted)}</td>
      <td className={styles.number}>{formatCount(offers)}</td>
      <td className={`${styles.number} ${styles.wide}`}>{formatCount(kept)}</td>
      <td>
        {!scrape && "never"}
        {scrape && isRunning(scrape) && `${formatState(scrape)}, ${formatCount(scrape.seen)} seen`}
        {scrape && !isRunning(scrape) && (
          <>
            {scrape.state !== "done" && `${formatState(scrape)}, `}
            {formatDateTime(scrape.finished_at ?? scrape.updated_at)}
          </>
        )}
      </td>
      <td className={styles.wide}>{schedule ? `every ${schedule.every_hours} h` : "on request"}</td>
    </tr>
  );
}
