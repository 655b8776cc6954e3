import styles from "@/features/study/cards/cards.module.css";
import { parseSide } from "@/features/study/cards/review";

/** A side of a card: text, images and sounds. */
export function CardSide({ text }: { text: string }) {
  let position = 0;
  return (
    <div className={styles.side}>
      {parseSide(text).map(({ kind, value }) => {
        position += 1;
        const source = `/api/flashcards/media/${encodeURIComponent(value)}`;
        if (kind === "image") return <img key={position} src={source} alt={value} />;
        // biome-ignore lint/a11y/useMediaCaption: a card's sound has no captions
        if (kind === "sound") return <audio key={position} src={source} controls />;
        return <span key={position}>{value}</span>;
      })}
    </div>
  );
}
