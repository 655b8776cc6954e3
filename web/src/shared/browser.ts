/** Browser functions that the pages use; an object, so that tests can replace its functions. */
export const browser = {
  /**
   * Load an address with a full page load. After a sign-in or sign-out this discards every response, open connection
   * and state of the previous account.
   */
  load(address: string): void {
    window.location.assign(address);
  },

  /** Copy the text of a field and return whether that worked. Without TLS, browsers only support `execCommand`. */
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
