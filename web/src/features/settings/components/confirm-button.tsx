import { useRef, useState } from "react";

type ConfirmButtonProps = {
  label: string;
  /** What the button acts on, for screen readers. */
  subject: string;
  question: string;
  confirm: string;
  isBusy: boolean;
  onConfirm: () => void;
};

/** A button for an action that cannot be undone: it asks for confirmation first. */
export function ConfirmButton({ label, subject, question, confirm, isBusy, onConfirm }: ConfirmButtonProps) {
  const [isOpen, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);

  function close() {
    setOpen(false);
    button.current?.focus();
  }

  return (
    <div className="confirm-button">
      <button
        ref={button}
        type="button"
        className="quiet danger"
        aria-expanded={isOpen}
        aria-label={`${label} ${subject}`}
        disabled={isBusy}
        onClick={() => setOpen(!isOpen)}
      >
        {label}
      </button>
      {isOpen && (
        <fieldset className="buttons">
          <legend>{question}</legend>
          <button
            type="button"
            className="danger"
            disabled={isBusy}
            onClick={() => {
              close();
              onConfirm();
            }}
          >
            {confirm}
          </button>
          <button type="button" className="quiet" ref={(cancel) => cancel?.focus()} onClick={close}>
            Cancel
          </button>
        </fieldset>
      )}
    </div>
  );
}
