import type { ReactNode } from "react";
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from "react-aria-components/Button";
import styles from "@/shared/components/button.module.css";

export type ButtonProps = Omit<AriaButtonProps, "className" | "style" | "children"> & {
  /** `primary` is for the one main action of a page; `quiet` has no border. */
  variant?: "primary" | "secondary" | "quiet" | "danger";
  /** A square button with an icon; it needs an `aria-label`. */
  isIcon?: boolean;
  className?: string | undefined;
  children: ReactNode;
};

/** A button. While `isPending` it keeps the focus, does nothing, and says that it is busy. */
export function Button({ variant = "secondary", isIcon = false, className = "", children, ...button }: ButtonProps) {
  const size = isIcon ? styles.icon : "";
  return (
    <AriaButton {...button} className={`${styles.button} ${styles[variant]} ${size} ${className}`}>
      {children}
    </AriaButton>
  );
}
