import { decidingMessage } from '../campaign/outcome.ts';
import { type Profile, type Verdict, VERDICTS } from '../judge/verdict.ts';
import { DepartureFinder } from './departures.ts';
import { readFrames } from './frames.ts';
import { IpReader } from './ip.ts';
import { judgeDeparture, type JudgedDeparture } from './judge-departure.ts';
import { MessageReader } from './messages.ts';

/** `capture-report.json`: what a capture tells of the departures in it. */
export interface CaptureReport {
  schemaVersion: 1;
  capture: { file: string; frames: number; messages: Record<'sip' | 'msrp', number>; cutShort: boolean };
  /** Departures whose session began before the capture: nothing can be said of them. */
  unjudged: number;
  /** Sessions that ended and were no group sessions: nobody in them said to be a focus. */
  otherSessions: number;
  /** Most dialogs that were open at one time. */
  mostOpen: number;
  /** By check, how many departures came to each verdict under the gating profile. */
  checks: Record<string, Partial<Record<Verdict, number>>>;
  profile: Profile;
  departures: DepartureReport[];
}

export interface DepartureReport extends Omit<JudgedDeparture, 'verdict' | 'timeline'> {
  verdicts: Record<Profile, Verdict>;
  /** What decided under the gating profile. */
  message: string;
  /** Checks that did not pass under it, and why. */
  findings: { check: string; requirement: string; verdict: Verdict; message: string }[];
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
  const finder = new DepartureFinder((departure) => {
    for (const one of judgeDeparture(departure)) report.departures.push(entered(one, report, profile));
  });
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

function entered(
  { verdict, timeline: _evidence, ...about }: JudgedDeparture,
  { checks }: CaptureReport,
  profile: Profile,
): DepartureReport {
  for (const { check, requirement, judgements } of verdict.findings) {
    if (requirement === '') continue;
    const counts = (checks[`${about.role}: ${check}`] ??= {});
    const { verdict: found } = judgements[profile];
    counts[found] = (counts[found] ?? 0) + 1;
  }
  return {
    ...about,
    verdicts: verdict.verdicts,
    message: decidingMessage(verdict, profile),
    findings: verdict.findings.flatMap(({ check, requirement, judgements }) => {
      const { verdict: found, message } = judgements[profile];
      return VERDICTS.indexOf(found) > VERDICTS.indexOf('pass')
        ? [{ check, requirement, verdict: found, message }]
        : [];
    }),
  };
}
