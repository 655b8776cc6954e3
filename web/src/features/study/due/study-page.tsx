/** What is due in study. */
import type { Schemas } from "@/features/study/api";
import styles from "@/features/study/components/study.module.css";
import { countCards, findNextStep, isEmpty, type Today } from "@/features/study/due/next-step";
import { EventPanel, GoalPanel, StreakPanel, TaskPanel } from "@/features/study/due/panels";
import { useToday } from "@/features/study/plan/queries";
import { EmptyState, ErrorAlert, Skeleton } from "@/shared/components/feedback";
import { Link } from "@/shared/components/link";
import { PageHeader } from "@/shared/components/page-header";
import { pluralize } from "@/shared/format";

export function StudyPage() {
  const { data: today, error, refetch } = useToday();
  return (
    <div className={styles.stack}>
      <PageHeader
        title="Study"
        description={today && summarize(today)}
        actions={today && !isEmpty(today) && <PrimaryAction today={today} />}
      />
      <ErrorAlert error={error} onRetry={refetch} />
      {!today && !error && <Skeleton />}
      {today && (isEmpty(today) ? <NothingYet /> : <Panels today={today} />)}
    </div>
  );
}

function Panels({ today }: { today: Today }) {
  return (
    <div className={styles.panels}>
      <TaskPanel today={today} />
      <CardPanel cards={today.cards} />
      <EventPanel today={today} />
      <GoalPanel goals={today.goals} />
      <StreakPanel today={today} />
    </div>
  );
}

/** Return what is due as a sentence. */
export function summarize(today: Today): string {
  const parts = [
    today.tasks.total > 0 && pluralize(today.tasks.total, "task"),
    countCards(today.cards) > 0 && pluralize(countCards(today.cards), "card"),
    today.events.length > 0 && pluralize(today.events.length, "event"),
  ].filter((part) => part !== false);
  if (parts.length === 0) return "Nothing is due today.";
  return `Due today: ${parts.join(", ")}.`;
}

function PrimaryAction({ today }: { today: Today }) {
  const { label, to, search } = findNextStep(today);
  return (
    <Link className="button" to={to} search={search}>
      {label}
    </Link>
  );
}

function CardPanel({ cards }: { cards: Schemas["DueCounts"] }) {
  const due = cards.learning + cards.review;
  return (
    <section className={styles.panel} aria-labelledby="due-cards">
      <h2 id="due-cards">Cards</h2>
      <p>
        <span className={styles.big}>{due}</span> to repeat, <strong>{cards.new}</strong> new
      </p>
      <Link to="/study/cards">Open the decks</Link>
    </section>
  );
}

function NothingYet() {
  return (
    <EmptyState
      title="Nothing to study yet"
      action={
        <Link className="button" to="/study/plan" search={{ view: "tasks", new: "task" }}>
          New task
        </Link>
      }
    >
      <p>Tasks, cards and events that are due appear here.</p>
    </EmptyState>
  );
}
