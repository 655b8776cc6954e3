/**
 * Gives the focus a place when the control that had it is gone, such as the button of a row that was removed. Browsers
 * move it to the start of the document then, where nobody who uses the keyboard or a screen reader was.
 */

/** An element around the focused one: where it was in the document. */
type Level = { parent: Element | null; next: Element | null; previous: Element | null };
type Place = { element: Element; levels: Level[] };

const TABBABLE = "a[href], button:enabled, input:enabled, select:enabled, textarea:enabled, [tabindex='0']";
/** Dialogs give the focus back a little after they have closed. */
const FRAMES = 4;
const MAX_PLACES = 5;

/** Start to watch; return a function that ends it. */
export function watchLostFocus(): () => void {
  /** Where the focus was, the newest place first. */
  let places: Place[] = [];
  let isWaiting = false;
  const remember = ({ target }: FocusEvent) => {
    if (!(target instanceof Element) || target === document.body) return;
    places = [describe(target), ...places.filter(({ element }) => element !== target)].slice(0, MAX_PLACES);
  };
  // Who clicks beside a control has left it: what happens to it later moves no focus.
  const forget = ({ target }: PointerEvent) => {
    const isInside = target instanceof Node && places[0]?.element.contains(target);
    if (!isInside && !(target instanceof Element && target.closest(TABBABLE))) places = [];
  };
  const restore = () => {
    isWaiting = false;
    if (isLost(places[0])) findTarget(places)?.focus({ preventScroll: true });
  };
  const observer = new MutationObserver(() => {
    if (isWaiting || !isLost(places[0])) return;
    isWaiting = true;
    afterFrames(FRAMES, restore);
  });
  observer.observe(document.body, { subtree: true, childList: true, attributeFilter: ["disabled"] });
  document.addEventListener("focusin", remember);
  document.addEventListener("pointerdown", forget);
  return () => {
    observer.disconnect();
    document.removeEventListener("pointerdown", forget);
    document.removeEventListener("focusin", remember);
  };
}

function describe(element: Element): Place {
  const levels: Level[] = [];
  for (let inner: Element | null = element; inner && inner !== document.body; inner = inner.parentElement) {
    levels.push({
      parent: inner.parentElement,
      next: inner.nextElementSibling,
      previous: inner.previousElementSibling,
    });
  }
  return { element, levels };
}

/** Nothing has the focus, and it was not the user who took it away: a click beside a control does so, too. */
function isLost(place: Place | undefined): place is Place {
  const { activeElement } = document;
  if (!place || (activeElement !== null && activeElement !== document.body)) return false;
  return !place.element.isConnected || place.element.matches(":disabled");
}

/** Return what is beside the place that is gone, or else the control that opened its dialog, or the page's heading. */
function findTarget(places: readonly Place[]): HTMLElement | null {
  const [lost] = places;
  const level = lost?.levels.find(({ parent }) => parent?.isConnected && parent !== document.body);
  const beside = [level?.next, level?.previous].filter((sibling) => sibling?.isConnected);
  const neighbour = beside.map((sibling) => findTabbable(sibling as Element)).find((found) => found !== null);
  const opener = level ? undefined : places.slice(1).find(({ element }) => element.isConnected)?.element;
  const target = neighbour ?? opener ?? document.querySelector("main h1") ?? document.querySelector("main");
  return target as HTMLElement | null;
}

function findTabbable(element: Element): HTMLElement | null {
  return element.matches(TABBABLE) ? (element as HTMLElement) : element.querySelector<HTMLElement>(TABBABLE);
}

function afterFrames(frames: number, run: () => void): void {
  if (frames === 0) run();
  else requestAnimationFrame(() => afterFrames(frames - 1, run));
}
