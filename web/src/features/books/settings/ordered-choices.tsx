import styles from "@/features/books/settings/settings.module.css";
import { Button } from "@/shared/components/button";
import { Checkbox } from "@/shared/components/fields";

export type OrderedValue = { id: string; enabled: boolean };

type OrderedChoicesProps = {
  label: string;
  description: string;
  value: readonly OrderedValue[];
  /** The names for people, by id. */
  labels: Readonly<Record<string, string>>;
  onChange: (value: OrderedValue[]) => void;
  isDisabled: boolean;
};

/** A list of choices that can be switched on and off, and moved. */
export function OrderedChoices({ label, description, value, labels, onChange, isDisabled }: OrderedChoicesProps) {
  const move = (from: number, to: number) => {
    const next = [...value];
    const [moved] = next.splice(from, 1);
    if (moved) next.splice(to, 0, moved);
    onChange(next);
  };
  return (
    <fieldset className={styles.choices}>
      <legend>{label}</legend>
      <ol className={styles.ordered}>
        {value.map(({ id, enabled }, place) => (
          <li key={id}>
            <Checkbox
              isSelected={enabled}
              isDisabled={isDisabled}
              onChange={(isOn) => onChange(value.map((item) => (item.id === id ? { id, enabled: isOn } : item)))}
            >
              {labels[id] ?? id}
            </Checkbox>
            <span>
              <Button
                variant="quiet"
                isIcon
                aria-label={`Move ${labels[id] ?? id} up`}
                isDisabled={isDisabled || place === 0}
                onPress={() => move(place, place - 1)}
              >
                ↑
              </Button>
              <Button
                variant="quiet"
                isIcon
                aria-label={`Move ${labels[id] ?? id} down`}
                isDisabled={isDisabled || place === value.length - 1}
                onPress={() => move(place, place + 1)}
              >
                ↓
              </Button>
            </span>
          </li>
        ))}
      </ol>
      <p className={styles.hint}>{description}</p>
    </fieldset>
  );
}
