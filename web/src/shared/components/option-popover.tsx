import type { ReactNode } from "react";
import { ListBox, ListBoxItem } from "react-aria-components/ListBox";
import { Popover } from "react-aria-components/Popover";
import styles from "@/shared/components/field.module.css";

export type Option<V extends string = string> = {
  value: V;
  label: string;
  /** Further information, such as a count. */
  detail?: ReactNode;
};

/** The list of the options of a field, below it. */
export function OptionPopover({ options }: { options: readonly Option[] }) {
  return (
    <Popover className={styles.popover} offset={4}>
      <section aria-label="Options">
        <ListBox items={options.map((option) => ({ id: option.value, ...option }))}>
          {({ value, label, detail }) => (
            <ListBoxItem id={value} textValue={label} className={styles.option}>
              <span>{label}</span>
              {detail !== undefined && <small>{detail}</small>}
            </ListBoxItem>
          )}
        </ListBox>
      </section>
    </Popover>
  );
}
