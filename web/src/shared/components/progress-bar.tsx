import { ProgressBar as AriaProgressBar } from "react-aria-components/ProgressBar";
import styles from "@/shared/components/progress-bar.module.css";

type ProgressBarProps = {
  /** What makes progress, for screen readers. */
  label: string;
  done: number;
  /** Null while the total is unknown. */
  total: number | null;
  /** The progress as text; the default is a percentage. */
  text?: string;
};

export function ProgressBar({ label, done, total, text }: ProgressBarProps) {
  const isKnown = total !== null && total > 0;
  return (
    <AriaProgressBar
      aria-label={label}
      isIndeterminate={!isKnown}
      value={isKnown ? Math.min(done, total) : 0}
      maxValue={isKnown ? total : 100}
      {...(text !== undefined && { valueLabel: text })}
      className={styles.progress}
    >
      {({ percentage, valueText }) => (
        <>
          <div className={styles.track}>
            <div className={isKnown ? styles.bar : styles.moving} style={isKnown ? { width: `${percentage}%` } : {}} />
          </div>
          <span className={styles.text}>{isKnown || text ? valueText : ""}</span>
        </>
      )}
    </AriaProgressBar>
  );
}
