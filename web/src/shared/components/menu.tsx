import { useEffect, useState } from "react";
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
  /** Open when it is first shown, for a menu whose code is loaded when its button is pressed. */
  opensAtOnce?: boolean;
};

/** A button with a list of actions. */
export function Menu({ label, children = "⋯", actions, variant = "quiet", opensAtOnce = false }: MenuProps) {
  const [isOpen, setOpen] = useState(false);
  // Its button has the focus by then, to which the closed menu returns it.
  useEffect(() => setOpen(opensAtOnce), [opensAtOnce]);
  return (
    <MenuTrigger isOpen={isOpen} onOpenChange={setOpen}>
      <Button variant={variant} isIcon={children === "⋯"} aria-label={label} autoFocus={opensAtOnce}>
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
