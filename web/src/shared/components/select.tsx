/** A choice of one value from a list, and a text field with suggestions. */
import type { ReactNode } from "react";
import { Button } from "react-aria-components/Button";
import { ComboBox as AriaComboBox } from "react-aria-components/ComboBox";
import { FieldError } from "react-aria-components/FieldError";
import { Group } from "react-aria-components/Group";
import { Input } from "react-aria-components/Input";
import { Label } from "react-aria-components/Label";
import { ListBox, ListBoxItem } from "react-aria-components/ListBox";
import { Popover } from "react-aria-components/Popover";
import { Select as AriaSelect, SelectValue } from "react-aria-components/Select";
import { Text } from "react-aria-components/Text";
import styles from "@/shared/components/field.module.css";

export type Option<V extends string = string> = {
  value: V;
  label: string;
  /** Further information, such as a count. */
  detail?: ReactNode;
};

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

type ComboBoxProps = {
  label: string;
  /** The text in the field; it may differ from all options. */
  value: string;
  onChange: (text: string) => void;
  /** Called when an option is chosen. */
  onChoose?: (value: string) => void;
  options: readonly Option[];
  description?: ReactNode;
  placeholder?: string;
  error?: string | undefined;
};

/** A text field with suggestions, which the caller has already filtered. */
export function ComboBox({
  label,
  value,
  onChange,
  onChoose,
  options,
  description,
  placeholder,
  error,
}: ComboBoxProps) {
  return (
    <AriaComboBox
      items={options.map((option) => ({ id: option.value, ...option }))}
      inputValue={value}
      onInputChange={onChange}
      onChange={(key) => key !== null && onChoose?.(String(key))}
      value={null}
      allowsCustomValue
      allowsEmptyCollection={false}
      menuTrigger="input"
      isInvalid={error !== undefined}
      className={styles.field}
    >
      <Label>{label}</Label>
      <Group className={styles.group}>
        <Input placeholder={placeholder} />
        <Button aria-label="Show suggestions">▾</Button>
      </Group>
      {description && (
        <Text slot="description" className={styles.description}>
          {description}
        </Text>
      )}
      <FieldError className={styles.error}>{error}</FieldError>
      <OptionPopover options={options} />
    </AriaComboBox>
  );
}

function OptionPopover({ options }: { options: readonly Option[] }) {
  return (
    <Popover className={styles.popover} offset={4}>
      <ListBox items={options.map((option) => ({ id: option.value, ...option }))}>
        {({ value, label, detail }) => (
          <ListBoxItem id={value} textValue={label} className={styles.option}>
            <Text slot="label">{label}</Text>
            {detail !== undefined && <small>{detail}</small>}
          </ListBoxItem>
        )}
      </ListBox>
    </Popover>
  );
}
