/** Text fields, number fields and check boxes; each has a label, and an error text when it is invalid. */
import type { ReactNode } from "react";
import { Button } from "react-aria-components/Button";
import { Checkbox as AriaCheckbox, type CheckboxProps as AriaCheckboxProps } from "react-aria-components/Checkbox";
import { FieldError } from "react-aria-components/FieldError";
import { Group } from "react-aria-components/Group";
import { Input } from "react-aria-components/Input";
import { Label } from "react-aria-components/Label";
import {
  NumberField as AriaNumberField,
  type NumberFieldProps as AriaNumberFieldProps,
} from "react-aria-components/NumberField";
import { RadioGroup as AriaRadioGroup, Radio } from "react-aria-components/RadioGroup";
import {
  SearchField as AriaSearchField,
  type SearchFieldProps as AriaSearchFieldProps,
} from "react-aria-components/SearchField";
import { Switch as AriaSwitch, type SwitchProps as AriaSwitchProps } from "react-aria-components/Switch";
import { Text } from "react-aria-components/Text";
import { TextArea } from "react-aria-components/TextArea";
import { TextField as AriaTextField, type TextFieldProps as AriaTextFieldProps } from "react-aria-components/TextField";
import styles from "@/shared/components/field.module.css";

type FieldTexts = {
  label: string;
  description?: ReactNode;
  /** Why the value is wrong; the field is then invalid. */
  error?: string | undefined;
  placeholder?: string;
};

/** Explains a field below it: its description, and its error. */
function Explanation({ description, error }: Pick<FieldTexts, "description" | "error">) {
  return (
    <>
      {description && (
        <Text slot="description" className={styles.description}>
          {description}
        </Text>
      )}
      <FieldError className={styles.error}>{error}</FieldError>
    </>
  );
}

type TextFieldProps = Omit<AriaTextFieldProps, "className" | "children"> & FieldTexts & { rows?: number };

/** A field for one line of text, or for several with `rows`. */
export function TextField({ label, description, error, placeholder, rows, ...field }: TextFieldProps) {
  return (
    <AriaTextField {...field} isInvalid={error !== undefined} className={styles.field}>
      <Label>{label}</Label>
      {rows ? <TextArea rows={rows} placeholder={placeholder} /> : <Input placeholder={placeholder} />}
      <Explanation description={description} error={error} />
    </AriaTextField>
  );
}

type SearchFieldProps = Omit<AriaSearchFieldProps, "className" | "children"> & FieldTexts;

/** A field for a search text; Escape clears it. */
export function SearchField({ label, description, error, placeholder, ...field }: SearchFieldProps) {
  return (
    <AriaSearchField {...field} isInvalid={error !== undefined} className={styles.field}>
      {({ isEmpty }) => (
        <>
          <Label>{label}</Label>
          <Group className={styles.group}>
            <Input placeholder={placeholder} />
            {!isEmpty && <Button aria-label="Clear">×</Button>}
          </Group>
          <Explanation description={description} error={error} />
        </>
      )}
    </AriaSearchField>
  );
}

type NumberFieldProps = Omit<AriaNumberFieldProps, "className" | "children"> & FieldTexts;

/** A field for a number; an empty field is NaN. */
export function NumberField({ label, description, error, placeholder, ...field }: NumberFieldProps) {
  return (
    <AriaNumberField {...field} isInvalid={error !== undefined} className={styles.field}>
      <Label>{label}</Label>
      <Group className={styles.group}>
        <Input placeholder={placeholder} />
      </Group>
      <Explanation description={description} error={error} />
    </AriaNumberField>
  );
}

type CheckboxProps = Omit<AriaCheckboxProps, "className" | "children"> & { children: ReactNode };

export function Checkbox({ children, ...box }: CheckboxProps) {
  return (
    <AriaCheckbox {...box} className={styles.check}>
      {({ isSelected, isIndeterminate }) => (
        <>
          <span className={styles.box} aria-hidden="true">
            {isIndeterminate ? "–" : isSelected ? "✓" : ""}
          </span>
          {children}
        </>
      )}
    </AriaCheckbox>
  );
}

type SwitchProps = Omit<AriaSwitchProps, "className" | "children"> & { children: ReactNode };

/** A switch, for a setting that takes effect immediately. */
export function Switch({ children, ...toggle }: SwitchProps) {
  return (
    <AriaSwitch {...toggle} className={styles.check}>
      <span className={styles.track} aria-hidden="true" />
      {children}
    </AriaSwitch>
  );
}

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
