const LOADED = "loaded-by-an-action";

/** Browser functions that the pages use; an object, so that tests can replace its functions. */
export const browser = {
  /**
   * Load an address with a full page load. After a sign-in or sign-out this discards every response, open connection
   * and state of the previous account.
   */
  load(address: string): void {
    sessionStorage.setItem(LOADED, "yes");
    window.location.assign(address);
  },

  /** Return whether an action loaded the page, and not the user with an address; true once. */
  takeLoaded(): boolean {
    const wasLoaded = sessionStorage.getItem(LOADED) !== null;
    sessionStorage.removeItem(LOADED);
    return wasLoaded;
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
