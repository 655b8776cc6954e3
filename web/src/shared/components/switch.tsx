import type { ReactNode } from "react";
import { Switch as AriaSwitch, type SwitchProps as AriaSwitchProps } from "react-aria-components/Switch";
import styles from "@/shared/components/field.module.css";

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
