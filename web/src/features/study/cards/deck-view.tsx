/** A deck with its cards. */
import { useState } from "react";
import { cardsAddress } from "@/features/study/addresses";
import { CardDialog, DeckDialog, ImportDialog } from "@/features/study/cards/dialogs";
import { type Deck, useCards, useDeck, useDeleteDeck, useSuspendCard } from "@/features/study/cards/queries";
import type { Card } from "@/features/study/cards/review";
import styles from "@/features/study/components/study.module.css";
import { Button } from "@/shared/components/button";
import { ConfirmDialog } from "@/shared/components/dialog";
import { EmptyState, ErrorAlert, Skeleton } from "@/shared/components/feedback";
import { SearchField } from "@/shared/components/fields";
import { Link } from "@/shared/components/link";
import { Menu } from "@/shared/components/menu";
import { PageHeader } from "@/shared/components/page-header";
import { useDebounced } from "@/shared/hooks";

const PAGE = 50;

type Opened = { kind: "card"; card: Card | null } | { kind: "deck" | "import" | "delete" };

export function DeckView({ id }: { id: string }) {
  const { data: deck, error, refetch } = useDeck(id);
  const changeSearch = cardsAddress.useChangeSearch();
  const [opened, setOpened] = useState<Opened | null>(null);
  const close = () => setOpened(null);
  const download = (format: string) => window.location.assign(`/api/flashcard-sets/${id}/export?format=${format}`);
  const isDue = deck !== undefined && deck.due_cards + deck.new_cards > 0;
  return (
    <div className={styles.stack}>
      <Link to={cardsAddress.path}>All decks</Link>
      <PageHeader
        title={deck?.title ?? "Deck"}
        description={deck && `${deck.due_cards} due, ${deck.new_cards} new`}
        actions={
          deck && (
            <>
              {isDue && (
                <Link className="button" to={cardsAddress.path} search={{ review: id }}>
                  Review
                </Link>
              )}
              <Button variant={isDue ? "secondary" : "primary"} onPress={() => setOpened({ kind: "card", card: null })}>
                New card
              </Button>
              <Menu
                label="More actions"
                actions={[
                  { id: "edit", label: "Edit the deck", run: () => setOpened({ kind: "deck" }) },
                  { id: "import", label: "Import into the deck", run: () => setOpened({ kind: "import" }) },
                  { id: "apkg", label: "Export as an Anki deck", run: () => download("apkg") },
                  { id: "csv", label: "Export as CSV", run: () => download("csv") },
                  { id: "delete", label: "Delete the deck", run: () => setOpened({ kind: "delete" }) },
                ]}
              />
            </>
          )
        }
      />
      <ErrorAlert error={error} onRetry={refetch} />
      <CardList setId={id} onEdit={(card) => setOpened({ kind: "card", card })} />
      {opened?.kind === "card" && <CardDialog card={opened.card} setId={id} onClose={close} />}
      {opened?.kind === "deck" && deck && <DeckDialog deck={deck} onClose={close} onSaved={close} />}
      {opened?.kind === "import" && <ImportDialog setId={id} onClose={close} />}
      {opened?.kind === "delete" && deck && (
        <DeleteDialog deck={deck} onClose={close} onDeleted={() => changeSearch({ deck: "" }, { replace: true })} />
      )}
    </div>
  );
}

function CardList({ setId, onEdit }: { setId: string; onEdit: (card: Card) => void }) {
  const [text, setText] = useState("");
  const [page, setPage] = useState(0);
  const wanted = useDebounced(text, 250);
  const { data, error, refetch } = useCards(setId, wanted, page * PAGE);
  const total = data?.total ?? 0;
  const search = (value: string) => {
    setText(value);
    setPage(0);
  };
  return (
    <>
      {(total > 5 || text !== "") && <SearchField label="Search in the cards" value={text} onChange={search} />}
      <ErrorAlert error={error} onRetry={refetch} />
      {!data && !error && <Skeleton />}
      {data && total === 0 && <EmptyState title={wanted ? "No card has this text" : "This deck has no cards"} />}
      {data && total > 0 && (
        <ul className={`${styles.panel} ${styles.list}`} aria-label="Cards">
          {data.cards.map((card) => (
            <CardRow key={card.id} card={card} onEdit={() => onEdit(card)} />
          ))}
        </ul>
      )}
      {total > PAGE && (
        <div className={styles.buttons}>
          <Button isDisabled={page === 0} onPress={() => setPage(page - 1)}>
            Previous
          </Button>
          <span>
            {page * PAGE + 1}–{Math.min(total, (page + 1) * PAGE)} of {total}
          </span>
          <Button isDisabled={(page + 1) * PAGE >= total} onPress={() => setPage(page + 1)}>
            Next
          </Button>
        </div>
      )}
    </>
  );
}

function CardRow({ card, onEdit }: { card: Card; onEdit: () => void }) {
  const suspend = useSuspendCard();
  return (
    <li>
      <span className={styles.main}>
        <button type="button" className={styles.text} onClick={onEdit}>
          {card.front_content.slice(0, 200)}
        </button>
        <span className={styles.note}>
          {card.back_content.slice(0, 200)}
          {card.tags && card.tags.length > 0 && ` · ${card.tags.join(", ")}`}
        </span>
      </span>
      {card.suspended && <span className={styles.badge}>Suspended</span>}
      <Button
        variant="quiet"
        isPending={suspend.isPending}
        aria-label={`${card.suspended ? "Resume" : "Suspend"} ${card.front_content.slice(0, 60)}`}
        onPress={() => suspend.mutate(card)}
      >
        {card.suspended ? "Resume" : "Suspend"}
      </Button>
    </li>
  );
}

type DeleteDialogProps = { deck: Deck; onClose: () => void; onDeleted: () => void };

function DeleteDialog({ deck, onClose, onDeleted }: DeleteDialogProps) {
  const remove = useDeleteDeck(onDeleted);
  return (
    <ConfirmDialog
      title={`Delete ${deck.title}?`}
      confirmLabel="Delete the deck"
      isOpen
      isPending={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate(deck.id)}
      onClose={onClose}
    >
      <p>Its {deck.total_cards} cards are deleted as well. This cannot be undone.</p>
    </ConfirmDialog>
  );
}
