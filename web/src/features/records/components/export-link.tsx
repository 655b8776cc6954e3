/** A link that downloads the newest offers of all sellers as a CSV file. */
export function ExportLink() {
  return (
    <a className="export" href="/export-listings?bom=1" download title="The 5,000 newest offers of all sellers">
      Export CSV
    </a>
  );
}
