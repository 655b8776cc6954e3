import { Input } from "react-aria-components/Input";
import { Label } from "react-aria-components/Label";
import { TextArea } from "react-aria-components/TextArea";
import { TextField as AriaTextField, type TextFieldProps as AriaTextFieldProps } from "react-aria-components/TextField";
import styles from "@/shared/components/field.module.css";
import { Explanation, type FieldTexts } from "@/shared/components/field-texts";

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
