const FRAMES = 3;

/** Move the focus to the content of the page if it is lost, because the control that had it is gone. */
export function keepFocus(frames = FRAMES): void {
  requestAnimationFrame(() => {
    if (frames > 0) keepFocus(frames - 1);
    else if (document.activeElement === null || document.activeElement === document.body)
      document.querySelector<HTMLElement>("main")?.focus({ preventScroll: true });
  });
}
