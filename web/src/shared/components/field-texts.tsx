/** The texts of fields: their description, and their error when they are invalid. */
import type { ReactNode } from "react";
import { FieldError } from "react-aria-components/FieldError";
import { Text } from "react-aria-components/Text";
import styles from "@/shared/components/field.module.css";

export type FieldTexts = {
  label: string;
  description?: ReactNode;
  /** Why the value is wrong; the field is then invalid. */
  error?: string | undefined;
  placeholder?: string;
};

/** Explains a field below it: its description, and its error. */
export function Explanation({ description, error }: Pick<FieldTexts, "description" | "error">) {
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
