import { type FormEvent, type ReactNode, useState } from "react";
import styles from "@/features/study/components/study.module.css";
import { Button } from "@/shared/components/button";
import { Dialog } from "@/shared/components/dialog";
import { ErrorAlert } from "@/shared/components/feedback";

type FormDialogProps = {
  title: string;
  submitLabel: string;
  onSubmit: () => void;
  onClose: () => void;
  isPending: boolean;
  error: Error | null;
  /** Further buttons, such as Delete. */
  actions?: ReactNode;
  children: ReactNode;
};

/** A dialog with a form; it is open while it is rendered. */
export function FormDialog(props: FormDialogProps) {
  const { title, submitLabel, onSubmit, onClose, isPending, error, actions, children } = props;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!isPending) onSubmit();
  };
  return (
    <Dialog title={title} isOpen onClose={onClose}>
      <form className={styles.form} onSubmit={submit}>
        {children}
        <ErrorAlert error={error} />
        <div className={styles.buttons}>
          <Button type="submit" variant="primary" isPending={isPending}>
            {submitLabel}
          </Button>
          <Button onPress={onClose}>Cancel</Button>
          <span className={styles.spacer} />
          {actions}
        </div>
      </form>
    </Dialog>
  );
}

/** Return the values of a form, and a function that returns the setter of one of them. */
export function useFields<F extends object>(initial: F) {
  const [fields, setFields] = useState(initial);
  const set =
    <N extends keyof F>(name: N) =>
    (value: F[N]) =>
      setFields((current) => ({ ...current, [name]: value }));
  return { fields, set };
}
