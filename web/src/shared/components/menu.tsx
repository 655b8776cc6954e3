import { Menu as AriaMenu, MenuItem, MenuTrigger } from "react-aria-components/Menu";
import { Popover } from "react-aria-components/Popover";
import { Button, type ButtonProps } from "@/shared/components/button";
import styles from "@/shared/components/field.module.css";

export type MenuAction = { id: string; label: string; run: () => void; isDisabled?: boolean };

type MenuProps = {
  /** The name of the button, such as "More actions for Gentle Anchor". */
  label: string;
  /** What the button shows; the default is three dots. */
  children?: ButtonProps["children"];
  actions: readonly MenuAction[];
  variant?: ButtonProps["variant"];
};

/** A button with a list of actions. */
export function Menu({ label, children = "⋯", actions, variant = "quiet" }: MenuProps) {
  return (
    <MenuTrigger>
      <Button variant={variant} isIcon={children === "⋯"} aria-label={label}>
        {children}
      </Button>
      <Popover className={styles.popover} offset={4}>
        <AriaMenu onAction={(id) => actions.find((action) => action.id === id)?.run()}>
          {actions.map(({ id, label: text, isDisabled = false }) => (
            <MenuItem key={id} id={id} isDisabled={isDisabled} className={styles.option}>
              {text}
            </MenuItem>
          ))}
        </AriaMenu>
      </Popover>
    </MenuTrigger>
  );
}
