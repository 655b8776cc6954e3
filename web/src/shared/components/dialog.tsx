/** Dialogs over the page. Focus moves into them, and back to the control that opened them. */
import type { ReactNode } from "react";
import { Dialog as AriaDialog } from "react-aria-components/Dialog";
import { Heading } from "react-aria-components/Heading";
import { Modal, ModalOverlay } from "react-aria-components/Modal";
import { Button } from "@/shared/components/button";
import styles from "@/shared/components/dialog.module.css";
import { ErrorAlert } from "@/shared/components/feedback";

type DialogProps = {
  title: string;
  isOpen: boolean;
  onClose: () => void;
  /** `side` is a panel at the right edge of the screen, for details beside the page. */
  placement?: "center" | "side";
  /** An alert dialog asks for a decision and does not close by a click beside it. */
  isAlert?: boolean;
  children: ReactNode;
};

export function Dialog({ title, isOpen, onClose, placement = "center", isAlert = false, children }: DialogProps) {
  return (
    <ModalOverlay
      isOpen={isOpen}
      onOpenChange={(open) => !open && onClose()}
      isDismissable={!isAlert}
      className={`${styles.overlay} ${styles[placement]}`}
    >
      <Modal className={styles.modal}>
        <AriaDialog role={isAlert ? "alertdialog" : "dialog"} className={styles.dialog}>
          <div className={styles.header}>
            <Heading slot="title" level={2}>
              {title}
            </Heading>
            {!isAlert && (
              <Button variant="quiet" isIcon aria-label="Close" onPress={onClose}>
                ×
              </Button>
            )}
          </div>
          {children}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}

type ConfirmDialogProps = {
  title: string;
  /** What will happen, and whether it can be undone. */
  children: ReactNode;
  /** The label of the button that does it, such as "Delete the deck". */
  confirmLabel: string;
  isOpen: boolean;
  isPending?: boolean;
  error?: Error | null;
  onConfirm: () => void;
  onClose: () => void;
};

/** Ask before an action that cannot be undone. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { title, children, confirmLabel, isOpen, isPending = false, error = null, onConfirm, onClose } = props;
  return (
    <Dialog title={title} isOpen={isOpen} onClose={onClose} isAlert>
      <div>{children}</div>
      <ErrorAlert error={error} />
      <div className={styles.buttons}>
        <Button onPress={onClose} autoFocus>
          Keep it
        </Button>
        <Button variant="danger" isPending={isPending} onPress={onConfirm}>
          {confirmLabel}
        </Button>
      </div>
    </Dialog>
  );
}
