/** Draw a 16 × 16 icon from SVG path data, as lines in the colour of the text. It is hidden from screen readers. */
export function Icon({ path, size = 16 }: { path: string; size?: number }) {
  return (
    <svg
      viewBox="0 0 16 16"
      width={size}
      height={size}
      fill="none"
      stroke="currentcolor"
      strokeWidth="1.7"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d={path} />
    </svg>
  );
}
