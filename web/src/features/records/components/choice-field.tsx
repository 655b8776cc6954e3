import { useMemo, useState } from "react";
import styles from "@/features/records/components/choice-field.module.css";
import { Button } from "@/shared/components/button";
import { ComboBox } from "@/shared/components/combo-box";
import { formatCount } from "@/shared/format";

type Props = {
  label: string;
  values: readonly string[];
  choices: readonly { value: string; count: number }[];
  onChange: (values: string[]) => void;
};

const MAX_SHOWN = 50;

/** A choice of several values, each with the number of offers that it would find. */
export function ChoiceField({ label, values, choices, onChange }: Props) {
  const [text, setText] = useState("");
  const options = useMemo(() => {
    const part = text.trim().toLowerCase();
    return choices
      .filter(({ value }) => !values.includes(value) && value.toLowerCase().includes(part))
      .slice(0, MAX_SHOWN)
      .map(({ value, count }) => ({ value, label: value, detail: formatCount(count) }));
  }, [choices, values, text]);
  const add = (value: string) => {
    setText("");
    if (!values.includes(value)) onChange([...values, value]);
  };
  return (
    <div className={styles.field}>
      <ComboBox
        label={label}
        value={text}
        onChange={setText}
        onChoose={add}
        options={options}
        placeholder={values.length > 0 ? "Add another" : "Any"}
      />
      {values.length > 0 && (
        <ul className={styles.chips} aria-label={`${label} filters`}>
          {values.map((value) => (
            <li key={value} className={styles.chip}>
              {value}
              <Button
                variant="quiet"
                isIcon
                aria-label={`Remove ${value}`}
                onPress={() => onChange(values.filter((item) => item !== value))}
              >
                ×
              </Button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
