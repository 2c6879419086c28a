import type { Profile } from '../judge/verdict.ts';
import { enterDeparture, type JudgedDepartures } from './departure-report.ts';
import { DepartureFinder } from './departures.ts';
import { readFrames } from './frames.ts';
import { IpReader } from './ip.ts';
import { MessageReader } from './messages.ts';

export type { DepartureReport } from './departure-report.ts';

/** `capture-report.json`: what a capture tells of the departures in it. */
export interface CaptureReport extends JudgedDepartures {
  schemaVersion: 1;
  capture: { file: string; frames: number; messages: Record<'sip' | 'msrp', number>; cutShort: boolean };
  /** Departures whose session began before the capture: nothing can be said of them. */
  unjudged: number;
  /** Sessions that ended and were no group sessions: nobody in them said to be a focus. */
  otherSessions: number;
  /** Most dialogs that were open at one time. */
  mostOpen: number;
  profile: Profile;
}

/**
 * Judges every departure in a capture, as far as a capture can decide. Memory depends on the dialogs that are open, and
 * on the departures found, not on the size of the file.
 * @throws {CaptureError} where the file is no capture
 */
export async function judgeCapture(file: string, profile: Profile): Promise<CaptureReport> {
  const report: CaptureReport = {
    schemaVersion: 1,
    capture: { file, frames: 0, messages: { sip: 0, msrp: 0 }, cutShort: false },
    unjudged: 0,
    otherSessions: 0,
    mostOpen: 0,
    checks: {},
    profile,
    departures: [],
  };
  const finder = new DepartureFinder((departure) => enterDeparture(report, departure, profile));
  const messages = new MessageReader((message) => {
    if (message.kind === 'sip' || message.kind === 'msrp') report.capture.messages[message.kind]++;
    finder.take(message);
    report.mostOpen = Math.max(report.mostOpen, finder.open);
  });
  const ip = new IpReader();
  const { cutShort } = await readFrames(file, (frame) => {
    report.capture.frames++;
    const datagram = ip.read(frame);
    if (datagram) messages.read(datagram);
  });
  finder.end();
  report.capture.cutShort = cutShort;
  report.unjudged = finder.strangers;
  report.otherSessions = finder.otherSessions;
  return report;
}
