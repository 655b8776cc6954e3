import styles from "@/app/palette/palette.module.css";
import { Dialog } from "@/shared/components/dialog";
import { Keys } from "@/shared/components/keys";
import { formatKeys, useShortcutGroups } from "@/shared/shortcuts";

/** The keys of this page and of all pages. */
export function KeyList({ onClose }: { onClose: () => void }) {
  const groups = useShortcutGroups().toReversed();
  return (
    <Dialog title="Keys" isOpen onClose={onClose}>
      <p className={styles.hint}>They do nothing while you type in a field.</p>
      {groups.map(({ title, shortcuts }) => (
        <section key={title} aria-label={title}>
          <h3 className={styles.heading}>{title}</h3>
          <dl className={styles.keys}>
            {shortcuts.map(({ keys, label }) => (
              <div key={keys}>
                <dt>
                  <Keys keys={keys} />
                  <span className="sr-only">{formatKeys(keys).join(" then ")}</span>
                </dt>
                <dd>{label}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </Dialog>
  );
}
