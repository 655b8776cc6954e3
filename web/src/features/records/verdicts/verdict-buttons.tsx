import { useRef } from "react";
import type { Verdict } from "@/features/records/types";
import { type JudgedRef, useVerdict, VERDICT_NAMES } from "@/features/records/verdicts/use-verdict";
import styles from "@/features/records/verdicts/verdicts.module.css";
import { Button } from "@/shared/components/button";

type Props = { offer: JudgedRef; isPrimary?: boolean };

/** Keep and Skip, or the verdict with Undo. The first button stays, so that it keeps the focus. */
export function VerdictButtons({ offer, isPrimary = false }: Props) {
  const { judge } = useVerdict();
  const group = useRef<HTMLSpanElement>(null);
  const { verdict } = offer;
  const change = (next: Verdict | null) => {
    group.current?.querySelector("button")?.focus();
    void judge(offer, next);
  };
  return (
    <span ref={group} className={styles.buttons}>
      {verdict && <span className={`${styles.badge} ${styles[verdict]}`}>{VERDICT_NAMES[verdict]}</span>}
      <Button
        key="first"
        variant={isPrimary && !verdict ? "primary" : "secondary"}
        onPress={() => change(verdict ? null : "keep")}
      >
        {verdict ? "Undo" : "Keep"}
      </Button>
      {!verdict && <Button onPress={() => change("skip")}>Skip</Button>}
    </span>
  );
}
