/** Rows as high as loaded offers, so that nothing moves when those arrive. */
export function Skeleton({ rows }: { rows: number }) {
  return (
    <div className="offers" aria-busy="true">
      <span className="sr-only">Loading</span>
      {Array.from({ length: rows }, (_, row) => `row-${row}`).map((key) => (
        <div key={key} className="offer ghost" aria-hidden="true">
          <span className="disc bone" />
          <span className="offer-what">
            <span className="bone wide" />
            <span className="bone" />
          </span>
        </div>
      ))}
    </div>
  );
}
