import styles from "@/features/study/components/study.module.css";
import own from "@/features/study/materials/materials.module.css";
import {
  type Generation,
  type Material,
  useForgetGeneration,
  useGenerations,
} from "@/features/study/materials/queries";
import { Button } from "@/shared/components/button";
import { Link } from "@/shared/components/link";
import { ProgressBar } from "@/shared/components/progress-bar";
import { pluralize } from "@/shared/format";

const SHOWN = 10;

/** What is being made of materials, and what was made last. */
export function GenerationList({ materials }: { materials: readonly Material[] }) {
  const generations = useGenerations().data?.generations.slice(0, SHOWN) ?? [];
  if (generations.length === 0) return null;
  const titles = new Map(materials.map(({ id, title }) => [id, title]));
  return (
    <section className={styles.panel} aria-labelledby="made">
      <h2 id="made">Made from your materials</h2>
      <ul className={styles.list}>
        {generations.map((generation) => (
          <GenerationRow
            key={generation.id}
            generation={generation}
            title={titles.get(generation.material_id) ?? "a deleted material"}
          />
        ))}
      </ul>
    </section>
  );
}

function GenerationRow({ generation, title }: { generation: Generation; title: string }) {
  const forget = useForgetGeneration();
  const { id, kind, state, progress, item_count, reason, set_id, quiz_id } = generation;
  const noun = kind === "cards" ? "card" : "question";
  const isRunning = state === "queued" || state === "working";
  return (
    <li>
      <span className={styles.main}>
        <strong>
          {kind === "cards" ? "Cards" : "Quiz"} from {title}
        </strong>
        <span className={`${styles.note} ${state === "failed" ? styles.late : ""}`}>
          {state === "failed" ? `Failed: ${reason ?? "the reason is not known"}` : pluralize(item_count, noun)}
          {state === "ready" && reason && ` · ${reason}`}
        </span>
      </span>
      {isRunning && (
        <div className={own.progress}>
          <ProgressBar label={`Progress of the ${kind}`} done={progress} total={100} />
        </div>
      )}
      {state === "ready" && set_id && (
        <Link to="/study/cards" search={{ deck: set_id }}>
          Open the cards
        </Link>
      )}
      {state === "ready" && quiz_id && (
        <Link to="/study/quiz" search={{ quiz: quiz_id }}>
          Open the quiz
        </Link>
      )}
      <Button variant="quiet" isPending={forget.isPending} onPress={() => forget.mutate(id)}>
        {isRunning ? "Cancel" : "Clear"}
      </Button>
    </li>
  );
}
