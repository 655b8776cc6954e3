/** The Markdown of an answer: with tables, formulas and coloured code, without images and other foreign content. */
import { memo, type ReactNode } from "react";
import ReactMarkdown, { type Components } from "react-markdown";
import remarkGfm from "remark-gfm";
import { Code } from "@/features/study/tutor/code";
import { Formula } from "@/features/study/tutor/formula";
import { MATH_LANGUAGE, MATH_MARK, markMath } from "@/features/study/tutor/math";
import styles from "@/features/study/tutor/tutor.module.css";

const LANGUAGE = /language-([\w+#-]+)/;
const textOf = (children: ReactNode): string => (Array.isArray(children) ? children.join("") : String(children ?? ""));

const components: Components = {
  pre: ({ children }) => children,
  code: ({ className = "", children }) => {
    const text = textOf(children);
    const language = LANGUAGE.exec(className)?.[1] ?? "";
    if (language === MATH_LANGUAGE) return <Formula tex={text} isBlock />;
    if (text.startsWith(MATH_MARK)) return <Formula tex={text.slice(MATH_MARK.length)} />;
    return text.endsWith("\n") || language ? <Code text={text} language={language} /> : <code>{text}</code>;
  },
  // Nothing outside of the server is loaded: an image is a link.
  img: ({ src, alt }) => (typeof src === "string" ? <a href={src}>{alt || src}</a> : null),
  a: ({ href, children }) => (
    <a href={href} target="_blank" rel="noreferrer noopener">
      {children}
    </a>
  ),
  table: ({ children }) => (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table is scrolled by the keyboard
    <section className={styles.wide} tabIndex={0} aria-label="Table">
      <table>{children}</table>
    </section>
  ),
  // The page has the only h1, and messages have h2.
  h1: ({ children }) => <h3>{children}</h3>,
  h2: ({ children }) => <h3>{children}</h3>,
};
const PLUGINS = [remarkGfm];

/** Show Markdown. */
export const Markdown = memo(function Markdown({ text }: { text: string }) {
  return (
    <div className={styles.markdown}>
      <ReactMarkdown remarkPlugins={PLUGINS} components={components}>
        {markMath(text)}
      </ReactMarkdown>
    </div>
  );
});
