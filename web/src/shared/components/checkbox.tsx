import type { ReactNode } from "react";
import { Checkbox as AriaCheckbox, type CheckboxProps as AriaCheckboxProps } from "react-aria-components/Checkbox";
import styles from "@/shared/components/field.module.css";

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
