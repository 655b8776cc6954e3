/** A soft sound made by the browser at the end of a period; nothing is loaded. */

const KEY = "study.focus.sound";
const TONES = [
  { frequency: 523.25, at: 0 },
  { frequency: 659.25, at: 0.22 },
  { frequency: 783.99, at: 0.44 },
];
const LENGTH = 1.2;

let context: AudioContext | null = null;

export const isSoundOn = (): boolean => localStorage.getItem(KEY) === "on";

/** Switch the sound on or off. Browsers play only after an action of the user, so this also opens the output. */
export function setSoundOn(isOn: boolean): void {
  localStorage.setItem(KEY, isOn ? "on" : "off");
  if (isOn) playSound();
}

/** Play the sound if it is on. */
export function playSound(): void {
  if (!isSoundOn() || typeof AudioContext === "undefined") return;
  context ??= new AudioContext();
  void context.resume();
  for (const { frequency, at } of TONES) playTone(context, { frequency, start: context.currentTime + at });
}

function playTone(output: AudioContext, { frequency, start }: { frequency: number; start: number }) {
  const oscillator = output.createOscillator();
  const volume = output.createGain();
  oscillator.frequency.value = frequency;
  volume.gain.setValueAtTime(0, start);
  volume.gain.linearRampToValueAtTime(0.15, start + 0.03);
  volume.gain.exponentialRampToValueAtTime(0.001, start + LENGTH);
  oscillator.connect(volume).connect(output.destination);
  oscillator.start(start);
  oscillator.stop(start + LENGTH);
}
