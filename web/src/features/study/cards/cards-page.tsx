/** Decks of cards, a deck, a review of what is due, and statistics. */
import { useState } from "react";
import { cardsAddress } from "@/features/study/addresses";
import { DeckView } from "@/features/study/cards/deck-view";
import { DeckDialog, ImportDialog } from "@/features/study/cards/dialogs";
import { type Deck, useDecks } from "@/features/study/cards/queries";
import { Review } from "@/features/study/cards/review-page";
import { Statistics } from "@/features/study/cards/statistics";
import styles from "@/features/study/components/study.module.css";
import { Button } from "@/shared/components/button";
import { EmptyState, ErrorAlert, Skeleton } from "@/shared/components/feedback";
import { Link } from "@/shared/components/link";
import { Menu } from "@/shared/components/menu";
import { PageHeader } from "@/shared/components/page-header";
import { Tabs } from "@/shared/components/tabs";
import { pluralize } from "@/shared/format";

export function CardsPage() {
  const { deck, review } = cardsAddress.useSearch();
  if (review) return <Review key={review} setId={review === "all" ? null : review} />;
  if (deck) return <DeckView key={deck} id={deck} />;
  return <DeckList />;
}

function DeckList() {
  const { data, error, refetch } = useDecks();
  const { view } = cardsAddress.useSearch();
  const changeSearch = cardsAddress.useChangeSearch();
  const [opened, setOpened] = useState<"deck" | "import" | null>(null);
  const decks = data?.sets ?? [];
  const due = decks.reduce((sum, deck) => sum + deck.due_cards + deck.new_cards, 0);
  const close = () => setOpened(null);
  const add = (
    <Button variant={due > 0 ? "secondary" : "primary"} onPress={() => setOpened("deck")}>
      New deck
    </Button>
  );
  return (
    <div className={styles.stack}>
      <PageHeader
        title="Cards"
        actions={
          decks.length > 0 && (
            <>
              {due > 0 && (
                <Link className="button" to={cardsAddress.path} search={{ review: "all" }}>
                  Review
                </Link>
              )}
              {add}
              <Button onPress={() => setOpened("import")}>Import</Button>
              <Menu
                label="Export all cards"
                actions={[
                  { id: "apkg", label: "Export all as an Anki deck", run: () => download("apkg") },
                  { id: "csv", label: "Export all as CSV", run: () => download("csv") },
                ]}
              />
            </>
          )
        }
      />
      <ErrorAlert error={error} onRetry={refetch} />
      {!data && !error && <Skeleton />}
      {data && decks.length === 0 && (
        <EmptyState title="No cards yet" action={<span className={styles.buttons}>{add}</span>}>
          <p>
            Write cards, import an Anki deck or a CSV file, or make them from a material.{" "}
            <button type="button" className="quiet" onClick={() => setOpened("import")}>
              Import
            </button>
          </p>
        </EmptyState>
      )}
      {decks.length > 0 && (
        <Tabs
          label="Views"
          selected={view}
          onSelect={(id) => changeSearch({ view: id as typeof view })}
          tabs={[
            { id: "decks", label: "Decks", content: view === "decks" ? <Decks decks={decks} /> : null },
            { id: "statistics", label: "Statistics", content: view === "statistics" ? <Statistics /> : null },
          ]}
        />
      )}
      {opened === "deck" && (
        <DeckDialog deck={null} onClose={close} onSaved={(deck) => changeSearch({ deck: deck.id })} />
      )}
      {opened === "import" && <ImportDialog onClose={close} />}
    </div>
  );
}

const download = (format: string) => window.location.assign(`/api/flashcard-sets/export?format=${format}`);

function Decks({ decks }: { decks: readonly Deck[] }) {
  return (
    <ul className={`${styles.panel} ${styles.list}`}>
      {decks.map((deck) => (
        <li key={deck.id}>
          <span className={styles.main}>
            <Link to={cardsAddress.path} search={{ deck: deck.id }}>
              {deck.title}
            </Link>
            <span className={styles.note}>
              {pluralize(deck.total_cards ?? 0, "card")} · {deck.due_cards} due · {deck.new_cards} new
            </span>
          </span>
          {deck.due_cards + deck.new_cards > 0 && (
            <Link
              className="button quiet"
              to={cardsAddress.path}
              search={{ review: deck.id }}
              aria-label={`Review ${deck.title}`}
            >
              Review
            </Link>
          )}
        </li>
      ))}
    </ul>
  );
}
