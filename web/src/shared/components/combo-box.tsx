import { type ReactNode, useEffect } from "react";
import { Button } from "react-aria-components/Button";
import { ComboBox as AriaComboBox } from "react-aria-components/ComboBox";
import { FieldError } from "react-aria-components/FieldError";
import { Group } from "react-aria-components/Group";
import { Input } from "react-aria-components/Input";
import { Label } from "react-aria-components/Label";
import { Text } from "react-aria-components/Text";
import styles from "@/shared/components/field.module.css";
import { type Option, OptionPopover } from "@/shared/components/option-popover";

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

/** While its list is open, the page stays as it is: the focus is in the field, from which Tab leads on. */
const keepPageAccessible = (isOpen: boolean) =>
  document.getElementById("root")?.toggleAttribute("data-react-aria-top-layer", isOpen);

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
  useEffect(() => () => void keepPageAccessible(false), []);
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
      onOpenChange={keepPageAccessible}
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
