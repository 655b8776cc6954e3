import { useQuery } from "@tanstack/react-query";
import { type KeyboardEvent, useId, useState } from "react";
import { type TermKind, terms } from "@/features/records/queries";
import { useSettled } from "@/shared/hooks";

type Props = {
  kind: TermKind;
  label: string;
  value: string;
  onChange: (value: string) => void;
  onPick?: (value: string) => void;
  placeholder?: string;
};

const PAUSE = 180;

/** A text field that proposes what is stored; anything may be typed all the same. */
export function Combobox({ kind, label, value, onChange, onPick, placeholder }: Props) {
  const id = useId();
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const term = useSettled(value.trim(), PAUSE);
  const found = useQuery({ ...terms(kind, term), enabled: open && term !== "" });
  const offered = open && value.trim() !== "" ? (found.data ?? []) : [];
  const shown = offered.length > 0 && !(offered.length === 1 && offered[0] === value);

  function close() {
    setOpen(false);
    setActive(-1);
  }

  function pick(text: string) {
    onChange(text);
    onPick?.(text);
    close();
  }

  function steer(event: KeyboardEvent) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && shown) {
      event.preventDefault();
      setActive((active + step + offered.length) % offered.length);
    } else if (event.key === "Escape" && shown) {
      event.preventDefault();
      close();
    } else if (event.key === "Enter" && shown && offered[active] !== undefined) {
      event.preventDefault();
      pick(offered[active]);
    }
  }

  return (
    <div className="field combobox">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        type="text"
        role="combobox"
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        maxLength={200}
        aria-autocomplete="list"
        aria-expanded={shown}
        aria-controls={`${id}-list`}
        aria-activedescendant={shown && active >= 0 ? `${id}-${active}` : undefined}
        placeholder={placeholder}
        value={value}
        onChange={(event) => {
          onChange(event.target.value);
          setOpen(true);
          setActive(-1);
        }}
        onKeyDown={steer}
        onBlur={close}
      />
      <div id={`${id}-list`} role="listbox" aria-label={label} hidden={!shown}>
        {offered.map((text, place) => (
          // biome-ignore lint/a11y/useFocusableInteractive: the field keeps the focus and names the active option
          // biome-ignore lint/a11y/useKeyWithClickEvents: keys are steered by the field
          <div
            key={text}
            id={`${id}-${place}`}
            role="option"
            aria-selected={place === active}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => pick(text)}
          >
            {text}
          </div>
        ))}
      </div>
    </div>
  );
}
