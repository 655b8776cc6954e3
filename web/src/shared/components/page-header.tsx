import { type ReactNode, useEffect, useRef } from "react";
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

/** The heading of a page. After a navigation it has the focus, so that screen readers announce the new page. */
export function PageHeader({ title, documentTitle = title, description, actions }: PageHeaderProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useDocumentTitle(documentTitle);
  useEffect(() => {
    if (hasOpenedPage) heading.current?.focus({ preventScroll: true });
    hasOpenedPage = true;
  }, []);
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

/** The first page leaves the focus where the browser put it. */
let hasOpenedPage = false;
