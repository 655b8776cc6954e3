/** A choice of one value from a list. */
import { Button } from "react-aria-components/Button";
import { FieldError } from "react-aria-components/FieldError";
import { Label } from "react-aria-components/Label";
import { Select as AriaSelect, SelectValue } from "react-aria-components/Select";
import styles from "@/shared/components/field.module.css";
import { type Option, OptionPopover } from "@/shared/components/option-popover";

export type { Option } from "@/shared/components/option-popover";

type SelectProps<V extends string> = {
  label: string;
  options: readonly Option<V>[];
  value: V | null;
  onChange: (value: V) => void;
  placeholder?: string;
  error?: string | undefined;
  isDisabled?: boolean;
};

/** A choice of one value from a list. */
export function Select<V extends string>(props: SelectProps<V>) {
  const { label, options, value, onChange, placeholder = "Choose", error, isDisabled = false } = props;
  return (
    <AriaSelect
      value={value}
      onChange={(key) => onChange(key as V)}
      placeholder={placeholder}
      isInvalid={error !== undefined}
      isDisabled={isDisabled}
      className={styles.field}
    >
      <Label>{label}</Label>
      <Button className={styles.select}>
        <SelectValue>
          {({ defaultChildren, isPlaceholder, selectedText }) => (isPlaceholder ? defaultChildren : selectedText)}
        </SelectValue>
        <span aria-hidden="true">▾</span>
      </Button>
      <FieldError className={styles.error}>{error}</FieldError>
      <OptionPopover options={options} />
    </AriaSelect>
  );
}
