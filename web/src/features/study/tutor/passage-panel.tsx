import { $api } from "@/features/study/api";
import type { Citation } from "@/features/study/tutor/queries";
import styles from "@/features/study/tutor/tutor.module.css";
import { Dialog } from "@/shared/components/dialog";
import { ErrorAlert, Skeleton } from "@/shared/components/feedback";
import { Link } from "@/shared/components/link";

type Quote = Pick<Citation, "material_id" | "chunk_id" | "title" | "quote">;
type PassagePanelProps = { citation: Quote; onClose: () => void };

/** The passage that a citation quotes, with what stands before and after it. */
export function PassagePanel({ citation, onClose }: PassagePanelProps) {
  const path = { id: citation.material_id, passage_id: citation.chunk_id };
  const query = $api.useQuery("get", "/api/materials/{id}/passages/{passage_id}", { params: { path } });
  const passage = query.data;
  return (
    <Dialog title={passage?.title ?? citation.title} isOpen onClose={onClose} placement="side">
      <ErrorAlert error={query.error} onRetry={() => void query.refetch()} />
      {query.isPending && <Skeleton rows={2} label="Loading the passage" />}
      {passage && (
        <div className={styles.passage}>
          <p className={styles.note}>
            {passage.kind === "material" ? "Passage" : passage.kind === "card" ? "Card" : "Earlier message"}
            {passage.position !== null && ` ${passage.position + 1}`}
            {passage.page !== null && `, page ${passage.page}`}
          </p>
          {passage.previous && <p className={styles.around}>{passage.previous}</p>}
          <Quoted text={passage.content} quote={citation.quote} />
          {passage.next && <p className={styles.around}>{passage.next}</p>}
          {passage.kind === "material" && <Link to="/study/materials">All materials</Link>}
          {passage.kind === "card" && <Link to="/study/cards">All cards</Link>}
        </div>
      )}
    </Dialog>
  );
}

/** A text in which a quote is marked. */
function Quoted({ text, quote }: { text: string; quote: string }) {
  const start = quote ? text.indexOf(quote) : -1;
  if (start < 0) return <p className={styles.source}>{text}</p>;
  return (
    <p className={styles.source}>
      {text.slice(0, start)}
      <mark>{quote}</mark>
      {text.slice(start + quote.length)}
    </p>
  );
}
