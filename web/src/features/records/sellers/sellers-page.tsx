import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, useEffect, useState } from "react";
import { Combobox } from "@/features/records/components/combobox";
import { ExportLink } from "@/features/records/components/export-link";
import { loadRecentSellers, saveRecentSeller } from "@/features/records/sellers/recent-sellers";
import { ScrapeProgress } from "@/features/records/sellers/scrape-progress";
import { isRunning } from "@/features/records/sellers/scrape-status";
import { SellerOffers } from "@/features/records/sellers/seller-offers";
import { useScrape } from "@/features/records/sellers/use-scrape";
import { EmptyState, ErrorAlert } from "@/shared/components/feedback";
import { Link } from "@/shared/components/link";
import { useDocumentTitle } from "@/shared/hooks";
import { readText } from "@/shared/routing/search";
import { useRawSearch } from "@/shared/routing/use-raw-search";

export function SellersPage() {
  const seller = readText(useRawSearch(), "seller").trim();
  const navigate = useNavigate();
  useDocumentTitle(seller || "Sellers");
  const openSeller = (name: string) => void navigate({ to: "/records/sellers", search: { seller: name } as never });
  return (
    <div className="page sellers-page">
      <h1 className="sr-only">Sellers</h1>
      <SellerForm key={`form-${seller}`} seller={seller} onChoose={openSeller} />
      {seller ? <SellerSection key={seller} seller={seller} /> : <NoSeller />}
    </div>
  );
}

function SellerForm({ seller, onChoose }: { seller: string; onChoose: (name: string) => void }) {
  const [draft, setDraft] = useState(seller);
  const [others] = useState(() => loadRecentSellers().filter((name) => name !== seller));
  function submit(event: FormEvent) {
    event.preventDefault();
    onChoose(draft.trim());
  }
  return (
    <form className="seller-form" onSubmit={submit}>
      <Combobox
        kind="seller"
        label="Discogs seller"
        value={draft}
        onChange={setDraft}
        onPick={onChoose}
        placeholder="name of a seller"
      />
      <button type="submit" disabled={!draft.trim()}>
        Show
      </button>
      <ul className="chips" aria-label="Recent sellers">
        {others.map((name) => (
          <li key={name}>
            <Link className="chip" to="/records/sellers" search={{ seller: name }}>
              {name}
            </Link>
          </li>
        ))}
      </ul>
      <ExportLink />
    </form>
  );
}

function NoSeller() {
  return (
    <EmptyState title="Choose a seller">
      <p>Enter the name of a Discogs seller above, then scrape their inventory.</p>
    </EmptyState>
  );
}

function SellerSection({ seller }: { seller: string }) {
  const { start, stop, status, error } = useScrape(seller);
  useEffect(() => saveRecentSeller(seller), [seller]);
  const busy = start.isPending || isRunning(status.data);
  return (
    <>
      <section className="scrape" aria-label={`Scrape of ${seller}`}>
        <div className="section-header">
          <h2>{seller}</h2>
          {busy ? (
            <button
              type="button"
              className="quiet"
              disabled={stop.isPending || !isRunning(status.data)}
              onClick={() => stop.mutate()}
            >
              Cancel
            </button>
          ) : (
            <button type="button" disabled={status.isPending} onClick={() => start.mutate()}>
              {status.data ? "Scrape again" : "Scrape this seller"}
            </button>
          )}
        </div>
        <ErrorAlert error={error ?? stop.error ?? status.error} />
        {status.data && <ScrapeProgress status={status.data} />}
        {status.data === null && !error && <p className="aside">{busy ? "Starting the scrape" : "Not scraped yet."}</p>}
      </section>
      <SellerOffers seller={seller} busy={busy} scraped={Boolean(status.data)} />
    </>
  );
}
