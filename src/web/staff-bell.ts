/** Two falling notes, three times: a call at a counter, and unlike every tone with which a kiosk answers. Frequencies in Hz. */
const NOTES = [988, 784];
const NOTE_SECONDS = 0.35;
const TIMES = 3;
const PAUSE_SECONDS = 0.6;
const LOUDNESS = 0.3;

let context: AudioContext | undefined;

/** Rings once. Silent where the browser has no sound, or nobody has touched the page since it was loaded. */
export function ring(): void {
  context ??= new AudioContext();
  void context.resume().catch(() => undefined);
  for (let time = 0; time < TIMES; time++) {
    const from = context.currentTime + time * (NOTES.length * NOTE_SECONDS + PAUSE_SECONDS);
    NOTES.forEach((frequency, index) => {
      if (context) play(context, frequency, from + index * NOTE_SECONDS);
    });
  }
}

function play(audio: AudioContext, frequency: number, at: number): void {
  const tone = new OscillatorNode(audio, { frequency });
  const volume = new GainNode(audio, { gain: 0 });
  // A note that begins or ends at once clicks.
  volume.gain.setValueAtTime(0, at);
  volume.gain.linearRampToValueAtTime(LOUDNESS, at + 0.02);
  volume.gain.linearRampToValueAtTime(0, at + NOTE_SECONDS);
  tone.connect(volume).connect(audio.destination);
  tone.start(at);
  tone.stop(at + NOTE_SECONDS);
}
