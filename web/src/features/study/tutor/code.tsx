import { useEffect, useRef } from "react";
import styles from "@/features/study/tutor/tutor.module.css";

/** Show a block of code; the part that colours it is loaded with the first one. */
export function Code({ text, language }: { text: string; language: string }) {
  const element = useRef<HTMLElement>(null);
  useEffect(() => {
    let isCurrent = true;
    if (element.current) element.current.textContent = text;
    void import("@/features/study/tutor/highlight").then(({ highlight }) => {
      const html = highlight(text, language);
      if (isCurrent && element.current && html !== null) element.current.innerHTML = html;
    });
    return () => {
      isCurrent = false;
    };
  }, [text, language]);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: wide code is scrolled by the keyboard
    <section className={styles.code} tabIndex={0} aria-label={language ? `Code in ${language}` : "Code"}>
      <pre>
        <code ref={element} />
      </pre>
    </section>
  );
}
