import { useIsServerAway } from "@/app/connection";
import styles from "@/app/shell.module.css";

/** Say that the server does not answer, until it does. What was typed on the page stays. */
export function ServerBanner() {
  const isAway = useIsServerAway();
  if (!isAway) return null;
  return (
    <div role="alert" className={styles.banner}>
      The server does not answer. What you typed stays here. The page tries again every few seconds; if this lasts,
      start Alcove again.
    </div>
  );
}
