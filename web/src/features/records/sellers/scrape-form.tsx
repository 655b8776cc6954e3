import { type FormEvent, useState } from "react";
import { useScrape, useScrapeStatus } from "@/features/records/sellers/queries";
import { ScrapeProgress } from "@/features/records/sellers/scrape-progress";
import { isRunning } from "@/features/records/sellers/scrape-status";
import styles from "@/features/records/sellers/sellers.module.css";
import { Button } from "@/shared/components/button";
import { ComboBox } from "@/shared/components/combo-box";
import { ErrorAlert } from "@/shared/components/feedback";
import { Link } from "@/shared/components/link";

type ScrapeFormProps = { known: readonly string[]; initial: string };

/** Scrapes a seller by name, and follows the scrape; a seller that Discogs does not know is one message. */
export function ScrapeForm({ known, initial }: ScrapeFormProps) {
  const [name, setName] = useState(initial);
  const [requested, setRequested] = useState("");
  const scrape = useScrape();
  const status = useScrapeStatus(requested);
  const text = name.trim().toLowerCase();
  const suggestions = known.filter((seller) => seller.toLowerCase().includes(text)).slice(0, 10);
  function submit(event: FormEvent) {
    event.preventDefault();
    const seller = name.trim();
    setRequested("");
    scrape.mutate({ seller, mode: "new" }, { onSuccess: () => setRequested(seller) });
  }
  return (
    <>
      <form id="scrape" className={styles.form} onSubmit={submit}>
        <ComboBox
          label="Choose a seller"
          value={name}
          onChange={setName}
          onChoose={setName}
          options={text ? suggestions.map((seller) => ({ value: seller, label: seller })) : []}
          placeholder="name on Discogs"
        />
        <Button type="submit" variant="primary" isPending={scrape.isPending} isDisabled={name.trim() === ""}>
          Scrape
        </Button>
      </form>
      <ErrorAlert error={scrape.error} />
      {requested && status.data && <ScrapeProgress status={status.data} />}
      {requested && status.data?.state === "done" && !isRunning(status.data) && (
        <p>
          <Link to="/records/sellers/$name" params={{ name: requested }}>
            Open {requested}
          </Link>
        </p>
      )}
    </>
  );
}
