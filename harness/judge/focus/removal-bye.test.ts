import { describe, expect, test } from '@jest/globals';
import type { Check } from '../check.ts';
import { inWords } from '../made-judgement.ts';
import { type MadeRemoval, madeGroup, madeRemoval, referral } from './made-removal.ts';
import { originatorAuthenticated, reasonTextWellFormed, removalByeArrives } from './removal-bye.ts';

const judge = (check: Check, removal: MadeRemoval) => inWords(check, madeRemoval(removal).evidence());

describe('reason-text-well-formed', () => {
  const check = reasonTextWellFormed;
  const verdict = (reason: string) => judge(check, { headers: [`Reason: ${reason}`] })[0]!;
  test.each([
    'SIP;cause=410',
    'SIP;cause=410;text="Gone"',
    'SIP ; cause=410 ; text = "Gone; text=not quite" ; x=y',
    String.raw`SIP;cause=410;text="a \"quoted\" word"`,
    'SIP;cause=410;text=""',
    'SIP;cause=410;context=none',
    'SIP;cause=410, Q.850;cause=16;text="Normal"',
  ])('%s', (reason) => expect(verdict(reason)).toBe(`pass: Reason: ${reason}`));
  test.each([
    'SIP;cause=410;text=Gone',
    'SIP;cause=410;TEXT=Gone',
    'SIP;cause=410 ; text = Gone',
    'SIP;cause=410;text=Gone for good;x="y"',
    'SIP;cause=410;text="Gone',
    'SIP;cause=410;text="Gone"x',
  ])('%s', (reason) => expect(verdict(reason)).toBe(`fail: Reason: ${reason}`));
  test('the BYE decides, and the value that is wrong is named', () => {
    expect(judge(check, { headers: ['Reason: SIP;cause=410'] })).toEqual([
      'pass: Reason: SIP;cause=410',
      'by carol received BYE at 1000',
    ]);
    expect(judge(check, { headers: ['Reason: SIP;cause=410', 'Reason: Q.850;text=x'] })).toEqual([
      'fail: Reason: Q.850;text=x',
      'by carol received BYE at 1000',
    ]);
    expect(judge(check, { headers: ['Reason: SIP;cause=410', 'Reason: Q.850;cause=16'] })).toEqual([
      'pass: Reason: SIP;cause=410, Q.850;cause=16',
      'by carol received BYE at 1000',
    ]);
  });
  test('no Reason is for another purpose to judge', () =>
    expect(judge(check, { headers: [] })).toEqual([
      'pass: no Reason, and so no text of it',
      'note: whether there has to be one TP-CF-RM-02 judges',
    ]));
  test('no BYE', () =>
    expect(inWords(check, madeGroup().end(9000).evidence())).toEqual(['inconc: the focus sent no BYE to Carol']));
});

describe('originator-authenticated', () => {
  const check = originatorAuthenticated;
  /** A REFER from Alice by what the network says, from Bob by what it says itself. */
  function spoofed(referredBy?: string, asserted = ['P-Asserted-Identity: <sip:alice@a>']) {
    const timeline = madeRemoval({ headers: referredBy === undefined ? [] : [`Referred-By: ${referredBy}`] });
    const lines = [
      'Via: SIP/2.0/UDP a;branch=z9hG4bKspoof',
      'From: <sip:bob@b>;tag=p',
      'To: <sip:gs-1@f>',
      'Call-ID: p',
      'CSeq: 1 REFER',
    ];
    timeline.sip(900, 'alice', 'sent', ['REFER sip:gs-1@f SIP/2.0', ...lines, ...asserted]);
    return inWords(check, timeline.evidence());
  }
  test('who was authenticated', () =>
    expect(spoofed('"Alice" <sip:alice@a>')).toEqual([
      'pass: the REFER came from sip:alice@a, claiming to be sip:bob@b; the BYE names sip:alice@a',
      'by alice sent REFER at 900, carol received BYE at 1000',
    ]));
  test('one of two identities', () =>
    expect(
      spoofed('<sip:alice@a>', ['P-Asserted-Identity: <tel:+4930123>', 'P-Asserted-Identity: <sip:alice@a>']),
    ).toEqual([
      'pass: the REFER came from tel:+4930123, sip:alice@a, claiming to be sip:bob@b; the BYE names sip:alice@a',
      'by alice sent REFER at 900, carol received BYE at 1000',
    ]));
  test('nobody', () =>
    expect(spoofed()).toEqual([
      'pass: the BYE names no originator',
      'by alice sent REFER at 900, carol received BYE at 1000',
      'note: Referred-By is optional',
    ]));
  test('who was claimed', () =>
    expect(spoofed('<sip:bob@b>')).toEqual([
      'fail: the REFER came from sip:alice@a, claiming to be sip:bob@b; the BYE names sip:bob@b',
      'by alice sent REFER at 900, carol received BYE at 1000',
    ]));
  test('somebody, though nobody was authenticated', () =>
    expect(spoofed('<sip:alice@a>', [])).toEqual([
      'fail: the REFER came from nobody that was asserted, claiming to be sip:bob@b; the BYE names sip:alice@a',
      'by alice sent REFER at 900, carol received BYE at 1000',
    ]));
  test('no BYE, or no REFER', () => {
    const none = ['inconc: the focus sent no BYE to Carol'];
    expect(inWords(check, referral(madeGroup(), 202).end(9000).evidence())).toEqual(none);
    const { timeline, ixit } = madeRemoval().evidence();
    const unasked = timeline.filter((event) => !(event.kind === 'sip' && event.raw.includes('Call-ID: r-alice')));
    expect(inWords(check, { timeline: unasked, ixit })).toEqual(none);
  });
});

describe('removal-bye-arrives', () => {
  const check = removalByeArrives;
  test('it does', () =>
    expect(judge(check, {})).toEqual([
      'pass: the BYE reached Carol 10 ms after the REFER',
      'by alice sent REFER at 990, carol received BYE at 1000: 10 ms',
    ]));
  test('with a Route: a note', () =>
    expect(judge(check, { headers: ['Route: <sip:a;lr>', 'Route: <sip:b;lr>'] })).toEqual([
      'pass: the BYE reached Carol 10 ms after the REFER',
      'by alice sent REFER at 990, carol received BYE at 1000: 10 ms',
      'note: it has a Route, although none was recorded: <sip:a;lr>, <sip:b;lr>',
    ]));
  test('it does not', () => {
    const accepted = (until: number) => referral(madeGroup(), 202).end(until);
    expect(inWords(check, accepted(11_000).evidence())).toEqual([
      'fail: the removal was accepted (202), and no BYE reached Carol in 10005 ms',
      'by alice sent REFER at 990, alice received SIP/2.0 202 at 995',
    ]);
    expect(inWords(check, accepted(3495).evidence())[0]).toMatch(/^fail/);
    expect(inWords(check, accepted(3494).evidence())).toEqual([
      'inconc: the removal was accepted (202), and no BYE reached Carol in 2499 ms; only 2499 ms of the observation were left, too close to its end to tell',
      'to be repeated',
    ]);
    expect(inWords(check, accepted(11_000).go(10_990, 'carol', 'i-carol', '200 to BYE').evidence())[0]).toMatch(
      /^inconc/,
    );
  });
  test.each([300, 403])('there was none to be: %i', (refer) =>
    expect(judge(check, { refer })).toEqual(['inconc: no removal was accepted']),
  );
  test('nobody asked', () =>
    expect(inWords(check, madeGroup().end(9000).evidence())).toEqual(['inconc: no removal was accepted']));
});
