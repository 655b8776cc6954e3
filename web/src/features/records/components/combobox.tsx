import { useQuery } from "@tanstack/react-query";
import { type KeyboardEvent, useId, useState } from "react";
import { suggestionsQuery, type TermKind } from "@/features/records/queries";
import { useDebounced } from "@/shared/hooks";

type Props = {
  kind: TermKind;
  label: string;
  value: string;
  onChange: (value: string) => void;
  onPick?: (value: string) => void;
  placeholder?: string;
};

const DEBOUNCE_MS = 180;

/** A text field that suggests stored values; other text is allowed too. */
export function Combobox({ kind, label, value, onChange, onPick, placeholder }: Props) {
  const id = useId();
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const term = useDebounced(value.trim(), DEBOUNCE_MS);
  const suggestions = useQuery({ ...suggestionsQuery(kind, term), enabled: open && term !== "" });
  const options = open && value.trim() !== "" ? (suggestions.data ?? []) : [];
  const shown = options.length > 0 && !(options.length === 1 && options[0] === value);

  function close() {
    setOpen(false);
    setActive(-1);
  }

  function pick(text: string) {
    onChange(text);
    onPick?.(text);
    close();
  }

  function handleKey(event: KeyboardEvent) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && shown) {
      event.preventDefault();
      setActive((active + step + options.length) % options.length);
    } else if (event.key === "Escape" && shown) {
      event.preventDefault();
      close();
    } else if (event.key === "Enter" && shown && options[active] !== undefined) {
      event.preventDefault();
      pick(options[active]);
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
        onKeyDown={handleKey}
        onBlur={close}
      />
      <div id={`${id}-list`} role="listbox" aria-label={label} hidden={!shown}>
        {options.map((option, index) => (
          // biome-ignore lint/a11y/useFocusableInteractive: the field keeps the focus and references the active option
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field handles the keys
          <div
            key={option}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === active}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => pick(option)}
          >
            {option}
          </div>
        ))}
      </div>
    </div>
  );
}
