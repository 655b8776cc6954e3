import { useEffect, useId, useRef, useState } from "react";
import { browser } from "@/shared/browser";

/** A secret that is shown once, with a copy button; it takes the focus so that it is not overlooked. */
export function CopyField({ label, value }: { label: string; value: string }) {
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const [result, setResult] = useState("");
  useEffect(() => {
    field.current?.focus();
    setResult("");
    field.current?.setSelectionRange(0, value.length);
  }, [value]);

  async function copy() {
    if (!field.current) return;
    setResult(
      (await browser.copy(field.current))
        ? "Copied."
        : "The browser did not copy it. Select the text and copy it yourself.",
    );
  }

  return (
    <div className="field copy-field">
      <label htmlFor={id}>{label}</label>
      <div className="input-group">
        <input id={id} ref={field} readOnly value={value} />
        <button type="button" onClick={copy}>
          Copy
        </button>
      </div>
      <output>{result}</output>
    </div>
  );
}
