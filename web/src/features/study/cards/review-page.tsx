/** A review: one card at a time, by keys or buttons. */
import { useEffect, useEffectEvent, useRef } from "react";
import { CardSide } from "@/features/study/cards/card-side";
import styles from "@/features/study/cards/cards.module.css";
import { usePreview } from "@/features/study/cards/queries";
import { type Card, formatInterval, RATINGS, type Rating } from "@/features/study/cards/review";
import { useReview } from "@/features/study/cards/use-review";
import common from "@/features/study/components/study.module.css";
import { Button } from "@/shared/components/button";
import { EmptyState, ErrorAlert, Skeleton } from "@/shared/components/feedback";
import { Link } from "@/shared/components/link";
import { PageHeader } from "@/shared/components/page-header";
import { pluralize } from "@/shared/format";
import { useShortcuts } from "@/shared/shortcuts";

/** Space and Enter show the answer, too, but not in a text field or on a button or link, which they press. */
function useShowKeys(run: () => void) {
  const onShow = useEffectEvent(run);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement;
      if (![" ", "Enter"].includes(event.key)) return;
      if (target.closest("input, textarea, button, a, [role=dialog], [role=menu]")) return;
      event.preventDefault();
      onShow();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);
}

export function Review({ setId }: { setId: string | null }) {
  const review = useReview(setId);
  const { current, isShown, queue, rated, isLoading, error, nextDue } = review;
  const card = useRef<HTMLElement>(null);
  useShowKeys(review.show);
  useShortcuts("Review", [
    { keys: "a", label: "Show the answer", run: review.show },
    ...RATINGS.map(({ key, label, rating }) => ({ keys: key, label, run: () => review.rate(rating) })),
    { keys: "u", label: "Undo the last rating", run: () => void review.undo() },
  ]);
  // The card keeps the focus: its buttons change with every step.
  // biome-ignore lint/correctness/useExhaustiveDependencies: for every card and answer that is shown
  useEffect(() => card.current?.focus({ preventScroll: true }), [current, isShown]);
  const undo = (
    <Button isDisabled={rated.length === 0} onPress={review.undo} aria-keyshortcuts="u">
      Undo
    </Button>
  );
  return (
    <div className={styles.review}>
      <PageHeader title="Review" />
      <div className={styles.bar}>
        <span role="status">
          {pluralize(rated.length, "card")} reviewed, {queue.length} left
        </span>
        <span className={common.buttons}>
          {undo}
          <Link className="button quiet" to="/study/cards" search={setId ? { deck: setId } : {}}>
            Stop
          </Link>
        </span>
      </div>
      <ErrorAlert error={error} onRetry={() => void review.load()} />
      {!current && isLoading && <Skeleton rows={3} />}
      {current && (
        <>
          <section ref={card} className={styles.card} tabIndex={-1} aria-label="Card" aria-live="polite">
            <CardSide text={current.front_content} />
            {isShown && (
              <>
                <hr />
                <CardSide text={current.back_content} />
              </>
            )}
          </section>
          {isShown ? (
            <RatingButtons card={current} onRate={review.rate} />
          ) : (
            <Button variant="primary" onPress={review.show} aria-keyshortcuts="a">
              Show the answer
            </Button>
          )}
          <p className={common.note}>Space or a shows the answer, 1 to 4 rate it, u undoes the last rating.</p>
        </>
      )}
      {!current && !isLoading && !error && (
        <EmptyState
          title={rated.length > 0 ? "All cards are reviewed" : "No card is due"}
          action={
            <Link className="button" to="/study/cards">
              Back to the decks
            </Link>
          }
        >
          {nextDue && <p>The next card is due in {formatInterval(nextDue, Date.now())}.</p>}
        </EmptyState>
      )}
    </div>
  );
}

function RatingButtons({ card, onRate }: { card: Card; onRate: (rating: Rating) => void }) {
  const preview = usePreview(card).data;
  return (
    <fieldset className={styles.ratings} aria-label="How well did you know it?">
      {RATINGS.map(({ rating, key, label }) => (
        <Button key={rating} aria-label={label} aria-keyshortcuts={key} onPress={() => onRate(rating)}>
          <span>
            {label} <small>({key})</small>
          </span>
          <small>{preview ? formatInterval(preview[rating], Date.now()) : " "}</small>
        </Button>
      ))}
    </fieldset>
  );
}
