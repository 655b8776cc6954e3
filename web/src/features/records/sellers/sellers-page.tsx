import { type FormEvent, useEffect, useState } from "react";
import { Link, useSearchParams } from "react-router";
import { Combobox } from "@/features/records/components/combobox";
import { ExportLink } from "@/features/records/components/export-link";
import { recentSellers, remember } from "@/features/records/sellers/recent-sellers";
import { Progress } from "@/features/records/sellers/scrape-progress";
import { isUnderWay } from "@/features/records/sellers/scrape-status";
import { SellerOffers } from "@/features/records/sellers/seller-offers";
import { useScrape } from "@/features/records/sellers/use-scrape";
import { Empty, Trouble } from "@/shared/components/feedback";
import { useTitle } from "@/shared/title";

export function SellersPage() {
  const [params, setParams] = useSearchParams();
  const seller = (params.get("seller") ?? "").trim();
  useTitle(seller || "Sellers");
  const choose = (name: string) => setParams(name ? { seller: name } : {});
  return (
    <div className="page sellers-page">
      <h1 className="sr-only">Sellers</h1>
      <ChooseSeller key={seller} seller={seller} onChoose={choose} />
      {seller ? <OneSeller key={seller} seller={seller} /> : <NoSeller />}
    </div>
  );
}

function ChooseSeller({ seller, onChoose }: { seller: string; onChoose: (name: string) => void }) {
  const [draft, setDraft] = useState(seller);
  const [others] = useState(() => recentSellers().filter((name) => name !== seller));
  function submit(event: FormEvent) {
    event.preventDefault();
    onChoose(draft.trim());
  }
  return (
    <form className="choose" onSubmit={submit}>
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
            <Link className="chip" to={`/sellers?${new URLSearchParams({ seller: name })}`}>
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
    <Empty title="Whose records shall we look through?">
      <p>Type the name of a Discogs seller above, then scrape what they offer.</p>
    </Empty>
  );
}

function OneSeller({ seller }: { seller: string }) {
  const { start, stop, status, trouble } = useScrape(seller);
  useEffect(() => remember(seller), [seller]);
  const busy = start.isPending || isUnderWay(status.data);
  return (
    <>
      <section className="scrape" aria-label={`Scrape of ${seller}`}>
        <div className="section-head">
          <h2>{seller}</h2>
          {busy ? (
            <button
              type="button"
              className="quiet"
              disabled={stop.isPending || !isUnderWay(status.data)}
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
        <Trouble error={trouble ?? stop.error ?? status.error} />
        {status.data && <Progress status={status.data} />}
        {status.data === null && !trouble && (
          <p className="aside">{busy ? "Asking for the scrape" : "Not scraped yet."}</p>
        )}
      </section>
      <SellerOffers seller={seller} busy={busy} scraped={Boolean(status.data)} />
    </>
  );
}
