/** What a thread of {@link Judges} runs: judges parcel after parcel, and answers with what they came to. */
import { parentPort, workerData } from 'node:worker_threads';
import type { Profile } from '../judge/verdict.ts';
import { judgePart } from './departure-report.ts';
import { type Parcel, unpacked } from './parcel.ts';

const { profile } = workerData as { profile: Profile };

parentPort!.on('message', (parcel: Parcel) => {
  // As text, which is passed on and read more quickly than objects are.
  parentPort!.postMessage(JSON.stringify(judgePart(unpacked(parcel), profile)), []);
});
