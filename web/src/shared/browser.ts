/** What a page asks of the browser itself; an object, so that a test can watch its functions. */
export const browser = {
  /**
   * Load an address anew. After somebody signed in or out this forgets every answer, open connection and state that
   * belongs to who was here before.
   */
  load(address: string): void {
    window.location.assign(address);
  },

  /** Copy the text of a field and return whether that worked. Without TLS browsers offer the older way only. */
  async copy(field: HTMLInputElement): Promise<boolean> {
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
      return true;
    } catch {
      return typeof document.execCommand === "function" && document.execCommand("copy");
    }
  },
};
