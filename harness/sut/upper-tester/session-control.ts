import type { Recorder } from '../../timeline/recorder.ts';
import { type DialogInformation, UpperTesterError } from './channel.ts';
import { recordedActions, type UpperTesterContext, type Reachable } from './upper-tester.ts';

/** A dialog by what identifies it (RFC 3261 §12), seen from who sent the INVITE. */
export interface DialogIdentifiers {
  callId: string;
  fromTag: string;
  toTag: string;
}

/**
 * The operator's hand on a P-CSCF. Both actions are recorded; they reject as those of an upper tester do, with
 * `Unsupported` where the system has no such thing.
 */
export interface SessionControl {
  /** Has the P-CSCF end the session of its own accord, as for a loss of bearer. Resolves when it has been told. */
  release(dialog: DialogIdentifiers): Promise<void>;
  /** Whether anything of the dialog is stored. */
  dialog(dialog: DialogIdentifiers): Promise<DialogInformation>;
  /** Has the P-CSCF die without a word and run again, knowing nothing of that dialog. Resolves when it runs again. */
  restart(dialog: DialogIdentifiers): Promise<void>;
}

/**
 * @param name for the record
 * @throws {UpperTesterError} where the descriptor has no upper tester
 */
export function openSessionControl(
  sut: Reachable,
  name: string,
  recorder: Recorder,
  context: UpperTesterContext,
): SessionControl {
  const perform = recordedActions(sut, name, recorder, context);
  return {
    release: async (dialog) => void (await perform('release', { ...dialog }, dialog.callId)),
    async dialog(dialog) {
      const { dialog: stored } = await perform('dialog', { ...dialog }, dialog.callId);
      if (stored === undefined)
        throw new UpperTesterError(`the upper tester of ${name} does not say whether the dialog is stored`);
      return stored;
    },
    restart: async (dialog) => void (await perform('restart', { ...dialog }, dialog.callId)),
  };
}
