/** A review: one card at a time, by keys or buttons. */
import { useEffect, useRef } from "react";
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

/** The keys work wherever the focus is, but not in a text field, and a button keeps its own Space and Enter. */
function useReviewKeys(handle: (key: string) => boolean) {
  const latest = useRef(handle);
  latest.current = handle;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement;
      if (event.altKey || event.ctrlKey || event.metaKey || target.closest("input, textarea, [role=dialog]")) return;
      if (event.key === " " && target.closest("button, a")) return;
      if (latest.current(event.key)) event.preventDefault();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);
}

export function Review({ setId }: { setId: string | null }) {
  const review = useReview(setId);
  const { current, isShown, queue, rated, isLoading, error, nextDue } = review;
  const card = useRef<HTMLElement>(null);
  useReviewKeys((key) => {
    if (key === "u") review.undo();
    else if ((key === " " || key === "Enter") && !isShown) review.show();
    else {
      const found = RATINGS.find((rating) => rating.key === key);
      if (!found || !isShown) return false;
      review.rate(found.rating);
    }
    return true;
  });
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
            <Button variant="primary" onPress={review.show} aria-keyshortcuts="Space">
              Show the answer
            </Button>
          )}
          <p className={common.note}>Space shows the answer, 1 to 4 rate it, u undoes the last rating.</p>
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
