/** Placeholder rows with the height of loaded offers, so that the layout does not shift. */
export function Skeleton({ rows }: { rows: number }) {
  return (
    <div className="offers" aria-busy="true">
      <span className="sr-only">Loading</span>
      {Array.from({ length: rows }, (_, row) => `row-${row}`).map((key) => (
        <div key={key} className="offer loading" aria-hidden="true">
          <span className="disc skeleton-line" />
          <span className="offer-details">
            <span className="skeleton-line wide" />
            <span className="skeleton-line" />
          </span>
        </div>
      ))}
    </div>
  );
}
