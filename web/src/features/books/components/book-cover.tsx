import { useState } from "react";
import styles from "@/features/books/components/book-cover.module.css";

type BookCoverProps = { title: string; author: string; url: string | null; isLarge?: boolean };

/** The cover of a book; without a picture, a drawn cover with its title. Decorative: the title stands beside it. */
export function BookCover({ title, author, url, isLarge = false }: BookCoverProps) {
  const [isBroken, setIsBroken] = useState(false);
  const size = isLarge ? styles.large : styles.small;
  if (url && !isBroken) {
    return (
      <img
        className={`${styles.cover} ${size}`}
        src={url}
        alt=""
        width={isLarge ? 160 : 48}
        height={isLarge ? 240 : 72}
        loading={isLarge ? "eager" : "lazy"}
        decoding="async"
        onError={() => setIsBroken(true)}
      />
    );
  }
  return (
    <div className={`${styles.cover} ${styles.drawn} ${styles[`tone${toneOf(title)}`]} ${size}`} aria-hidden="true">
      {isLarge && (
        <>
          <b>{title}</b>
          <span>{author}</span>
        </>
      )}
    </div>
  );
}

/** Return one of four tones, always the same one for a title. */
const toneOf = (title: string) => [...title].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % 4;
