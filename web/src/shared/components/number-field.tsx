import { Group } from "react-aria-components/Group";
import { Input } from "react-aria-components/Input";
import { Label } from "react-aria-components/Label";
import {
  NumberField as AriaNumberField,
  type NumberFieldProps as AriaNumberFieldProps,
} from "react-aria-components/NumberField";
import styles from "@/shared/components/field.module.css";
import { Explanation, type FieldTexts } from "@/shared/components/field-texts";

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
