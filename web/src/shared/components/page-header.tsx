import { type ReactNode, useEffect, useRef } from "react";
import { browser } from "@/shared/browser";
import styles from "@/shared/components/page-header.module.css";
import { useDocumentTitle } from "@/shared/hooks";

type PageHeaderProps = {
  /** The page's only `h1`. */
  title: string;
  /** The title of the browser's tab, if it differs. */
  documentTitle?: string;
  /** A sentence about the page, or its most important fact. */
  description?: ReactNode;
  /** The page's primary action, and at most a few others. */
  actions?: ReactNode;
};

/**
 * The heading of a page. After a navigation it has the focus, so that screen readers announce the new page; if the
 * address has the fragment of a form, the form's first field has it.
 */
export function PageHeader({ title, documentTitle = title, description, actions }: PageHeaderProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  // The page may stay and show another thing, such as another copy of a record.
  const { pathname } = window.location;
  useDocumentTitle(documentTitle);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another address is a navigation
  useEffect(() => {
    if (!focusForm() && hasOpenedPage) heading.current?.focus({ preventScroll: true });
    hasOpenedPage = true;
  }, [pathname]);
  return (
    <header className={styles.header}>
      <div className={styles.text}>
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {description && <p className={styles.description}>{description}</p>}
      </div>
      {actions && <div className={styles.actions}>{actions}</div>}
    </header>
  );
}

/** Move the focus to the first field of the form that the address names; return whether there is one. */
export function focusForm(): boolean {
  const form = document.getElementById(window.location.hash.slice(1));
  const field = form?.querySelector<HTMLElement>("input, textarea");
  field?.focus();
  return field !== null && field !== undefined;
}

/** The first page leaves the focus where the browser put it, unless an action on another page has loaded it. */
let hasOpenedPage = browser.takeLoaded();
