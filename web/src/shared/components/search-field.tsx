import { Button } from "react-aria-components/Button";
import { Group } from "react-aria-components/Group";
import { Input } from "react-aria-components/Input";
import { Label } from "react-aria-components/Label";
import {
  SearchField as AriaSearchField,
  type SearchFieldProps as AriaSearchFieldProps,
} from "react-aria-components/SearchField";
import styles from "@/shared/components/field.module.css";
import { Explanation, type FieldTexts } from "@/shared/components/field-texts";

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
