import "@/features/records/components/disc.css";
import { parseDiscKind, pickLabelColour } from "@/features/records/components/disc-style";

type Props = { label: string; format: string; className?: string };

/** A decorative drawing of a record; the text beside it has the same information. */
export function Disc({ label, format, className = "" }: Props) {
  const kind = parseDiscKind(format);
  return (
    <svg className={`disc disc-${kind} ${className}`} viewBox="0 0 100 100" aria-hidden="true" focusable="false">
      <circle className="disc-body" cx="50" cy="50" r="49" />
      {[44, 39.5, 35, 30.5].map((radius) => (
        <circle key={radius} className="disc-groove" cx="50" cy="50" r={radius} />
      ))}
      <path className="disc-shine" d="M50 50 88 14A53 53 0 0 1 98 34Z M50 50 12 86A53 53 0 0 1 2 66Z" />
      <circle cx="50" cy="50" r={kind === "single" ? 24 : 18} fill={pickLabelColour(label)} />
      <circle className="disc-hole" cx="50" cy="50" r={kind === "single" ? 10 : 2.2} />
    </svg>
  );
}
