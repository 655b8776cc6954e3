/** The currency in which prices are shown, remembered by the browser. */
const KEY = "alcove.records.currency";

export function readCurrency(): string {
  try {
    return localStorage.getItem(KEY) ?? "USD";
  } catch {
    return "USD";
  }
}

export function rememberCurrency(currency: string): void {
  try {
    localStorage.setItem(KEY, currency);
  } catch {
    // Without storage the address alone has the currency.
  }
}
