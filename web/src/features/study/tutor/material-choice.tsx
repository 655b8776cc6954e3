import { useState } from "react";
import { $api } from "@/features/study/api";
import styles from "@/features/study/tutor/tutor.module.css";
import { Button } from "@/shared/components/button";
import { Dialog } from "@/shared/components/dialog";
import { ErrorAlert, Skeleton } from "@/shared/components/feedback";
import { Checkbox } from "@/shared/components/fields";
import { Link } from "@/shared/components/link";

type MaterialChoiceProps = { chosen: readonly string[]; onChange: (ids: string[]) => void };

const QUERY = { params: { query: { limit: 100, state: "ready" } } } as const;

/** A choice of the materials that a question is about; none chosen means all. */
export function MaterialChoice({ chosen, onChange }: MaterialChoiceProps) {
  const [isOpen, setIsOpen] = useState(false);
  const query = $api.useQuery("get", "/api/materials", QUERY);
  const materials = query.data?.materials ?? [];
  const toggle = (id: string, isChosen: boolean) =>
    onChange(isChosen ? [...chosen, id] : chosen.filter((other) => other !== id));
  const text =
    chosen.length === 0 ? "All materials" : chosen.length === 1 ? "1 material" : `${chosen.length} materials`;
  return (
    <div className={styles.material}>
      <span className={styles.label} id="material-choice">
        Materials
      </span>
      <Button onPress={() => setIsOpen(true)} aria-label={`Materials: ${text}`}>
        {text}
      </Button>
      <Dialog title="Materials" isOpen={isOpen} onClose={() => setIsOpen(false)}>
        <ErrorAlert error={query.error} onRetry={() => void query.refetch()} />
        {query.isPending && <Skeleton rows={3} />}
        {query.data && materials.length === 0 && (
          <p>
            There are no materials yet. <Link to="/study/materials">Add a material</Link>
          </p>
        )}
        <ul className={styles.boxes}>
          {materials.map(({ id, title }) => (
            <li key={id}>
              <Checkbox isSelected={chosen.includes(id)} onChange={(isChosen) => toggle(id, isChosen)}>
                {title}
              </Checkbox>
            </li>
          ))}
        </ul>
        <div className={styles.buttons}>
          <Button variant="primary" onPress={() => setIsOpen(false)}>
            Done
          </Button>
          {chosen.length > 0 && <Button onPress={() => onChange([])}>Use all</Button>}
        </div>
      </Dialog>
    </div>
  );
}
