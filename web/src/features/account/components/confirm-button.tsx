import { useRef, useState } from "react";

type ConfirmButtonProps = {
  label: string;
  /** Which thing the button is about, for those who do not see what stands beside it. */
  subject: string;
  question: string;
  confirm: string;
  isBusy: boolean;
  onConfirm: () => void;
};

/** A button whose action cannot be taken back: it asks before it acts. */
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
          <button type="button" className="quiet" ref={(keep) => keep?.focus()} onClick={close}>
            Cancel
          </button>
        </fieldset>
      )}
    </div>
  );
}
