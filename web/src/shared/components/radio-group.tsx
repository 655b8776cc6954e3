import type { ReactNode } from "react";
import { Label } from "react-aria-components/Label";
import { RadioGroup as AriaRadioGroup, Radio } from "react-aria-components/RadioGroup";
import styles from "@/shared/components/field.module.css";

type RadioGroupProps<V extends string> = {
  label: string;
  value: V | null;
  onChange: (value: V) => void;
  /** The labels of the values. */
  options: Readonly<Record<V, ReactNode>>;
  isDisabled?: boolean;
};

/** A choice between a few values that are all visible. */
export function RadioGroup<V extends string>({
  label,
  value,
  onChange,
  options,
  isDisabled = false,
}: RadioGroupProps<V>) {
  return (
    <AriaRadioGroup
      value={value}
      onChange={(chosen) => onChange(chosen as V)}
      isDisabled={isDisabled}
      orientation="horizontal"
      className={styles.field}
    >
      <Label>{label}</Label>
      <div className={styles.radios}>
        {Object.entries<ReactNode>(options).map(([key, text]) => (
          <Radio key={key} value={key} className={styles.radio}>
            {text}
          </Radio>
        ))}
      </div>
    </AriaRadioGroup>
  );
}
