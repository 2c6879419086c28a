/** The names that test purposes use for what holds at their beginning. */
export const INITIAL_CONDITIONS: Readonly<Record<string, string>> = {
  IC1: 'The SUT is a client in a group, over the transport of its IXIT: registered, INVITE confirmed by ACK, MSRP bound, a control SEND to a wrong session-id made, subscribed where PC_SUB; the test side is its network and focus, probes run, and the upper tester can ask for the leave.',
  IC1b: 'As IC1, but the focus invited the SUT (fixtures/wire/16-invited-by-focus.sip).',
  IC2: 'IC1 over UDP.',
  IC3: 'As IC1, in two groups X and Y.',
  IC4: 'The SUT knows a group in which it has no live session.',
  IC5: 'As IC1, with two instances D1 and D2 of one user.',
  IF1: 'The SUT is a focus; Alice, Bob and Carol have joined and subscribed, their MSRP is bound, and each is connected in every subscriber’s roster.',
  IF2: 'As IF1, but Bob has not subscribed.',
  IP1: 'The SUT is a P-CSCF between UE and core of the test side, with one established dialog.',
};

/** The terms in which test purposes say what is expected. */
export const TERMS: Readonly<Record<string, string>> = {
  tBYE: 'When the first copy of the BYE was seen.',
  't200, t202, t299, t481':
    'When that response was sent, by the trace’s record of it; what comes after a probe’s 200 and before that record cannot be told apart.',
  tF: 'When Timer F of the BYE runs out: tBYE + 64 T1.',
  'RELEASED(t)':
    'Within PX_REL_MAX of t: FIN or RST by the SUT on the session’s MSRP connection, or 481 to a probe SEND (where the control SEND of the preamble was answered 481), or, for a passive SUT, a refused connection. On a connection shared with other sessions only the 481 counts. The test side never closes first.',
  'RETAINED(t1,t2)':
    'No FIN, no RST and no 481 by the SUT from 200 ms before t1 until t2, since a FIN may overtake the BYE. Silence to probes is judged in TP-CL-NF-07 alone.',
  departed:
    'Two judgements: when a participant stops being connected (absent from a full document, disconnected, or deleted), and how that is shown (disconnection-method). disconnecting is not departure.',
};
