import { useState } from "react";
import styles from "@/features/records/components/cover.module.css";
import { Disc } from "@/features/records/components/disc";

type Props = { offer: { release_id: string; label: string; format: string }; size?: "small" | "large" };

/** The cover of a release, which the server fetches; a drawn record until it has loaded, and where there is none. */
export function Cover({ offer, size = "small" }: Props) {
  const [state, setState] = useState<"loading" | "shown" | "missing">("loading");
  return (
    <span className={`${styles.cover} ${styles[size]}`}>
      {state !== "shown" && <Disc label={offer.label} format={offer.format} />}
      {state !== "missing" && (
        <img
          src={`/api/records/covers/${encodeURIComponent(offer.release_id)}`}
          alt=""
          loading="lazy"
          decoding="async"
          className={state === "shown" ? styles.shown : ""}
          onLoad={() => setState("shown")}
          onError={() => setState("missing")}
        />
      )}
    </span>
  );
}
